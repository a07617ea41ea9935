import { AppError } from "#app/core/app-error.ts";
import { errorResponse } from "#app/http/error-response.ts";
import type { LoaderFunctionArgs } from "@remix-run/node";

/** Any other address below /api. */
export function loader({ context }: LoaderFunctionArgs) {
  return errorResponse(new AppError("not_found"), context.reportError);
}

export const action = loader;
