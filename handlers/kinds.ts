import { dataUpload } from "./data-upload";
import { fineTuneJob } from "./fine-tune-job";
import { onlineDeployment } from "./online-deployment";
import { preflight } from "./preflight";
import { purge } from "./purge";
import type { Handler } from "./reconciler";
import { registeredModel } from "./registered-model";

/** Handlers by kind. A kind is in states for ever: never rename or remove one. */
export const handlers: Readonly<Record<string, Handler>> = {
  "data-upload": dataUpload,
  "fine-tune-job": fineTuneJob,
  "online-deployment": onlineDeployment,
  preflight,
  purge,
  "registered-model": registeredModel,
};
