import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import type { PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { HttpOperationResponse, IHttpClient, WebResource } from "@azure/storage-blob";
import type { Http } from "./http";

// One block at a slow line's speed; the library itself sets no limit.
const timeoutMilliseconds = 600_000;

/**
 * Lets @azure/storage-blob send through our pipeline. Its own retry knows neither 429 nor Retry-After nor a new token. It
 * still speaks the request type of the older core-http here, so both directions are translated.
 * @param scope of the token; undefined: the URL holds a SAS
 */
export function blobTransport(http: Http, scope: string | undefined): IHttpClient {
  return {
    sendRequest: async (request) =>
      toLibrary(await http.forward(fromLibrary(request, scope), { scope }), request),
  };
}

function fromLibrary(request: WebResource, scope: string | undefined): PipelineRequest {
  const { url, method, abortSignal, onUploadProgress, onDownloadProgress } = request;
  return createPipelineRequest({
    url,
    method,
    // A factory of streams for a file: it can be sent again.
    body: request.body as PipelineRequest["body"] & object,
    timeout: request.timeout || timeoutMilliseconds,
    allowInsecureConnection: scope === undefined,
    headers: createHttpHeaders(request.headers.toJson({ preserveCase: true })),
    ...(abortSignal ? { abortSignal } : {}),
    ...(onUploadProgress ? { onUploadProgress } : {}),
    ...(onDownloadProgress ? { onDownloadProgress } : {}),
  });
}

function toLibrary(response: PipelineResponse, request: WebResource): HttpOperationResponse {
  const headers = request.headers.clone();
  headers.headerNames().forEach((name) => headers.remove(name));
  for (const [name, value] of response.headers) headers.set(name, value);
  return { ...response, request, headers };
}
