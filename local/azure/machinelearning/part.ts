import type { Part } from "../http/route";
import { computeRoutes, registerComputes } from "./computes";
import { dataRoutes } from "./data";
import { datastoreRoutes } from "./datastores";
import { deploymentRoutes, registerDeployments } from "./deployments";
import { discoveryRoutes } from "./discovery";
import { endpointKeyRoutes, registerEndpointKeys } from "./endpoint-keys";
import { endpointRoutes, registerEndpoints } from "./endpoints";
import { resumeJobs } from "./job-engine";
import { jobRoutes, registerJobs } from "./jobs";
import { locationRoutes } from "./locations";
import { mlflowRoutes } from "./mlflow";
import { modelUriRoutes } from "./model-uris";
import { modelRoutes } from "./models";
import { resumeClusters } from "./nodes";
import { quotaAdminRoutes } from "./quota-route";
import { registryRoutes } from "./registry";
import { runHistoryRoutes } from "./run-history";
import { runMetricRoutes } from "./run-metrics";
import { scoringRoutes } from "./scoring";
import { registerWorkspaces, workspaceRoutes } from "./workspaces";

/** Azure Machine Learning. */
export const machineLearningPart: Part = {
  routes: [
    ...quotaAdminRoutes,
    ...discoveryRoutes,
    ...registryRoutes,
    ...locationRoutes,
    ...workspaceRoutes,
    ...datastoreRoutes,
    ...dataRoutes,
    ...computeRoutes,
    ...jobRoutes,
    ...runHistoryRoutes,
    ...runMetricRoutes,
    ...mlflowRoutes,
    ...modelRoutes,
    ...modelUriRoutes,
    ...endpointRoutes,
    ...endpointKeyRoutes,
    ...deploymentRoutes,
    ...scoringRoutes,
  ],
  register(cloud) {
    registerWorkspaces(cloud);
    registerComputes(cloud);
    registerJobs(cloud);
    registerEndpoints(cloud);
    registerEndpointKeys(cloud);
    registerDeployments(cloud);
  },
  start(cloud) {
    resumeClusters(cloud);
    resumeJobs(cloud);
    return Promise.resolve(() => Promise.resolve());
  },
};
