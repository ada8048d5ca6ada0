import {
  createEmptyPipeline,
  decompressResponsePolicy,
  logPolicy,
  proxyPolicy,
  redirectPolicy,
  setClientRequestIdPolicy,
  userAgentPolicy,
} from "@azure/core-rest-pipeline";
import type { Pipeline, PipelinePolicy } from "@azure/core-rest-pipeline";

/** What every request passes: user agent, request id, gzip, redirects, proxy, log (AZURE_LOG_LEVEL; sanitised by the library). */
export function standardPolicies(): Pipeline {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: "azure-finetune" }));
  pipeline.addPolicy(setClientRequestIdPolicy());
  pipeline.addPolicy(decompressResponsePolicy());
  pipeline.addPolicy(redirectPolicy(), { afterPhase: "Retry" });
  pipeline.addPolicy(exceptLoopback(proxyPolicy()), { afterPhase: "Retry" });
  pipeline.addPolicy(logPolicy(), { afterPhase: "Sign" });
  return pipeline;
}

/** A proxy cannot reach this machine's loopback; Go's and Python's clients leave it out in the same way. */
function exceptLoopback(proxy: PipelinePolicy): PipelinePolicy {
  return {
    name: proxy.name,
    sendRequest: (request, next) =>
      /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(request.url).hostname)
        ? next(request)
        : proxy.sendRequest(request, next),
  };
}
