import { randomBytes } from "node:crypto";
import { AzureError, type AzureErrorMore } from "../http/azure-error";

/** An error of Azure ML's own front: it says in `additionalInfo` where and when it came up. */
export class MachineLearningError extends AzureError {
  readonly #info = additionalInfo();

  override body(): ReturnType<AzureError["body"]> & { additionalInfo: unknown } {
    return { ...super.body(), additionalInfo: this.#info };
  }
}

function additionalInfo(): unknown {
  const id = () => randomBytes(16).toString("hex");
  const part = (type: string, value: unknown) => ({ type, info: { value } });
  return [
    part("ComponentName", "managementfrontend"),
    part("Correlation", { operation: id(), request: id().slice(0, 16) }),
    part("Environment", "eastus"),
    part("Location", "eastus"),
    part("Time", new Date().toISOString()),
  ];
}

/** 400 with the code of what a user can mend. */
export function userError(message: string, more: AzureErrorMore = {}): AzureError {
  return new MachineLearningError(400, "UserError", message, more);
}

/** 400 whose useful text is in `details`, as the service writes refused bodies. */
export function invalidRequest(code: string, message: string, target?: string): AzureError {
  return new MachineLearningError(400, "BadRequest", "The request is invalid.", {
    details: [{ code, message }],
    ...(target === undefined ? {} : { target }),
  });
}

/** 409: something goes on, or the name is taken. */
export function conflict(message: string, code = "Conflict"): AzureError {
  return new MachineLearningError(409, code, message);
}

export function notFound(message: string): AzureError {
  return new MachineLearningError(404, "UserError", message, {
    details: [{ code: "NotFound", message }],
  });
}

/** A problem inside the inferencing service, which answers with JSON inside a string. */
export function inferencingError(errors: Record<string, string[]>): AzureError {
  const detail = JSON.stringify({
    errors,
    type: "https://tools.ietf.org/html/rfc7231#section-6.5.1",
    title: "One or more validation errors occurred.",
    status: 400,
    traceId: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
  });
  return invalidRequest(
    "InferencingClientCreateDeploymentFailed",
    `InferencingClient HttpRequest error, error detail: ${detail}`,
  );
}
