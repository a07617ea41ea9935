/** The person's own words: tinted, at the end of the line, exactly as typed. */
export function UserText({ content }: { content: string }) {
  return (
    <div className="flex justify-end">
      <p
        dir="auto"
        className="max-w-[85%] rounded-surface bg-tint px-4 py-2.5 wrap-anywhere whitespace-pre-wrap"
      >
        {content}
      </p>
    </div>
  );
}
