/** What a form shows again when it was not accepted. */
export interface FormErrors {
  errors: { content?: string; title?: string; form?: string };
  values: { content?: string; title?: string };
}

export function isFormErrors(answer: unknown): answer is FormErrors {
  return typeof answer === "object" && answer !== null && "errors" in answer && "values" in answer;
}
