import type { ServerUnaryCall, sendUnaryData, UntypedHandleCall } from "@grpc/grpc-js";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  DependencyInfo,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  type GetProgramDependenciesRequest,
  type RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { directDependencies } from "./program-dependencies";
import { killPrograms, runProgram, stopPrograms } from "./program-run";

/**
 * The part of Pulumi's language host that a Node program needs. It exists for places where the official host cannot be
 * had: it is no Go module. Started by the CLI as `pulumi-language-nodejs <options> <engine address>`; the first line that it
 * prints is its port. What is not here is answered with UNIMPLEMENTED, which the engine takes as "cannot".
 */
type Handler<Request, Response> = (
  call: ServerUnaryCall<Request, Response>,
  answer: sendUnaryData<Response>,
) => void;

const run: Handler<RunRequest, RunResponse> = (call, answer) => {
  const engine = process.argv.at(-1) ?? "";
  const cancelled = new AbortController();
  call.on("cancelled", () => {
    cancelled.abort();
  });
  runProgram(call.request, engine, cancelled.signal).then(
    (response) => {
      answer(null, response);
    },
    (error: unknown) => {
      answer(error instanceof Error ? error : new Error(String(error)));
    },
  );
};

const dependencies: Handler<GetProgramDependenciesRequest, GetProgramDependenciesResponse> = (
  call,
  answer,
) => {
  const folder = call.request.getInfo()?.getProgramDirectory() ?? call.request.getPwd();
  const list = directDependencies(folder).map(({ name, version }) => {
    const info = new DependencyInfo();
    info.setName(name);
    info.setVersion(version);
    return info;
  });
  const response = new GetProgramDependenciesResponse();
  response.setDependenciesList(list);
  answer(null, response);
};

const about: Handler<Empty, AboutResponse> = (_call, answer) => {
  const response = new AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  answer(null, response);
};

const cancel: Handler<Empty, Empty> = (_call, answer) => {
  stopPrograms();
  answer(null, new Empty());
};

const handlers: Record<string, UntypedHandleCall> = {
  run,
  about,
  cancel,
  getProgramDependencies: dependencies,
  getPluginInfo: (_call: unknown, answer: sendUnaryData<PluginInfo>) => {
    answer(null, new PluginInfo());
  },
  // Empty: the engine asks for a plugin when a program registers the first resource of it, and finds it on PATH.
  getRequiredPackages: (_call: unknown, answer: sendUnaryData<GetRequiredPackagesResponse>) => {
    answer(null, new GetRequiredPackagesResponse());
  },
  getRequiredPlugins: (_call: unknown, answer: sendUnaryData<GetRequiredPluginsResponse>) => {
    answer(null, new GetRequiredPluginsResponse());
  },
};

/** Ends this process and its program when the CLI that started it is gone: a killed CLI says nothing. */
function endWithEngine(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 500).unref();
  process.stdout.on("error", end);
  process.stderr.on("error", end);
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

function end(): void {
  killPrograms();
  process.exit(1);
}

const server = new Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(LanguageRuntimeService, handlers);
endWithEngine();
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
