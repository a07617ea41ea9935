/** Where the words of a page will stand, over the page that is being left. */
export function PageSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="absolute inset-0 z-1 bg-surface pt-14">
      <div className="measure flex flex-col gap-8 px-4 pt-6 md:px-6" aria-hidden>
        {[0, 1].map((turn) => (
          <div key={turn} className="flex flex-col gap-6">
            <span className="h-11 w-1/2 self-end rounded-surface bg-tint" />
            <div className="flex flex-col gap-3">
              <span className="shimmer w-full" />
              <span className="shimmer w-11/12" />
              <span className="shimmer w-3/5" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
