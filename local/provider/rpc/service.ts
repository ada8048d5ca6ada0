import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Waits } from "../azure/clock";
import type { Transport } from "../azure/transport";
import { configure } from "../configure";
import { check } from "../resource/check";
import { diff } from "../resource/diff";
import { invoke } from "../resource/invoke";
import type { Naming } from "../resource/names";
import { previewOutputs, previewUpdate } from "../resource/preview";
import { Session } from "../session";
import { rowOf } from "../types/table";
import { unary } from "./answer";
import { diffResponse } from "./diff-response";
import { fromStruct, toStruct } from "./struct";

export const version = "3.28.0";
const defaultTimeoutSeconds = 7200;
const modes = ["propose", "enforce", "disable"] as const;

export interface ServiceOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly transport: Transport;
  /** Shorter waits, for tests. */
  readonly waits?: Waits;
}

/** The gRPC surface of azure-native; methods that it lacks answer UNIMPLEMENTED. */
export class ProviderService {
  private session: Session | undefined;
  private readonly canceled = new AbortController();

  constructor(private readonly options: ServiceOptions) {}

  implementation(): UntypedServiceImplementation {
    return {
      getPluginInfo: unary(() => {
        const info = new PluginInfo();
        info.setVersion(version);
        return info;
      }),
      attach: unary(() => new Empty()),
      getSchema: unary((request: rpc.GetSchemaRequest) => schema(request)),
      checkConfig: unary((request: rpc.CheckRequest) => {
        const response = new rpc.CheckResponse();
        response.setInputs(request.getNews());
        return response;
      }),
      diffConfig: unary(() => new rpc.DiffResponse()),
      configure: unary((request: rpc.ConfigureRequest) => this.configure(request)),
      check: unary((request: rpc.CheckRequest) => this.check(request)),
      diff: unary((request: rpc.DiffRequest) => this.diff(request)),
      create: unary((request: rpc.CreateRequest) => this.create(request)),
      read: unary((request: rpc.ReadRequest) => this.read(request)),
      update: unary((request: rpc.UpdateRequest) => this.update(request)),
      delete: unary((request: rpc.DeleteRequest) => this.delete(request)),
      invoke: unary((request: rpc.InvokeRequest) => this.invoke(request)),
      cancel: unary(() => {
        this.canceled.abort(new Error("context canceled"));
        return new Empty();
      }),
    };
  }

  private async configure(request: rpc.ConfigureRequest): Promise<rpc.ConfigureResponse> {
    if (!request.getSendsOldInputs() || !request.getSendsOldInputsToDelete())
      throw new Error("azure-native requires Pulumi CLI v3.74.0 or later");
    const { env, transport, waits } = this.options;
    const settings = configure(new Map(request.getVariablesMap().toObject()), env);
    this.session = await Session.open(settings, transport, this.canceled.signal, waits);
    const response = new rpc.ConfigureResponse();
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  private async check(request: rpc.CheckRequest): Promise<rpc.CheckResponse> {
    const row = rowOf(typeOf(request));
    const session = this.configured();
    const { inputs, failures } = await check(
      row,
      fromStruct(request.getOlds()),
      fromStruct(request.getNews()),
      {
        ...namingOf(request),
        location: session.settings.location,
        locationOf: (group) => session.locationOf(group, this.canceled.signal),
      },
    );
    const response = new rpc.CheckResponse();
    response.setInputs(toStruct(inputs));
    for (const reason of failures) {
      const failure = new rpc.CheckFailure();
      failure.setReason(reason);
      response.addFailures(failure);
    }
    return response;
  }

  private diff(request: rpc.DiffRequest): rpc.DiffResponse {
    const [oldInputs, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
    return diffResponse(
      diff(rowOf(typeOf(request)), oldInputs, news, fromStruct(request.getOlds())),
    );
  }

  private async create(request: rpc.CreateRequest): Promise<rpc.CreateResponse> {
    const row = rowOf(typeOf(request));
    const inputs = fromStruct(request.getProperties());
    const response = new rpc.CreateResponse();
    if (request.getPreview()) {
      response.setProperties(toStruct(previewOutputs(row, inputs)));
      return response;
    }
    const signal = this.deadline(request);
    const { id, outputs } = await this.configured().crud.create(row, inputs, signal);
    response.setId(id);
    response.setProperties(toStruct(outputs));
    return response;
  }

  private async read(request: rpc.ReadRequest): Promise<rpc.ReadResponse> {
    const row = rowOf(typeOf(request));
    const inputs = fromStruct(request.getInputs());
    const olds = {
      outputs: fromStruct(request.getProperties()),
      ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    };
    const { crud } = this.configured();
    const found = await crud.read(row, request.getId(), olds, this.deadline(request));
    const response = new rpc.ReadResponse();
    if (!found) return response;
    response.setId(found.id);
    response.setProperties(toStruct(found.outputs));
    response.setInputs(toStruct(found.inputs));
    return response;
  }

  private async update(request: rpc.UpdateRequest): Promise<rpc.UpdateResponse> {
    const row = rowOf(typeOf(request));
    const news = fromStruct(request.getNews());
    const olds = {
      inputs: fromStruct(request.getOldInputs()),
      outputs: fromStruct(request.getOlds()),
    };
    const response = new rpc.UpdateResponse();
    if (request.getPreview()) {
      response.setProperties(toStruct(previewUpdate(row, news, olds.outputs)));
      return response;
    }
    const { crud } = this.configured();
    const { outputs } = await crud.update(row, olds, news, this.deadline(request));
    response.setProperties(toStruct(outputs));
    return response;
  }

  private async delete(request: rpc.DeleteRequest): Promise<Empty> {
    const row = rowOf(typeOf(request));
    await this.configured().crud.delete(row, request.getId(), this.deadline(request));
    return new Empty();
  }

  private async invoke(request: rpc.InvokeRequest): Promise<rpc.InvokeResponse> {
    const { settings, cloud, tokens, client } = this.configured();
    const context = { settings, cloud, tokens, client, signal: this.canceled.signal };
    const answer = await invoke(request.getTok(), fromStruct(request.getArgs()), context);
    const response = new rpc.InvokeResponse();
    response.setReturn(toStruct(answer));
    return response;
  }

  private configured(): Session {
    if (!this.session) throw new Error("the provider has not been configured");
    return this.session;
  }

  private deadline(request: { getTimeout(): number }): AbortSignal {
    const seconds = request.getTimeout() || defaultTimeoutSeconds;
    const late = new AbortController();
    setTimeout(() => {
      late.abort(new Error("operation timed out"));
    }, seconds * 1000).unref();
    return AbortSignal.any([this.canceled.signal, late.signal]);
  }
}

/** Engines before 3.120 send no type: it is the last part of the URN's type chain. */
function typeOf(request: { getType(): string; getUrn(): string }): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}

function namingOf(request: rpc.CheckRequest): Naming {
  const autonaming = request.getAutonaming();
  return {
    name: request.getName() || (request.getUrn().split("::").at(-1) ?? ""),
    randomSeed: request.getRandomseed_asU8(),
    ...(autonaming
      ? {
          autonaming: {
            mode: modes[autonaming.getMode()],
            proposedName: autonaming.getProposedName(),
          },
        }
      : {}),
  };
}

function schema(request: rpc.GetSchemaRequest): rpc.GetSchemaResponse {
  if (request.getVersion() !== 0)
    throw new Error(`unsupported schema version ${request.getVersion()}`);
  const response = new rpc.GetSchemaResponse();
  response.setSchema(JSON.stringify({ name: "azure-native", version }));
  return response;
}
