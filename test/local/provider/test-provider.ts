import {
  credentials,
  Server,
  ServerCredentials,
  type ServiceError,
  type UntypedHandleCall,
} from "@grpc/grpc-js";
import {
  ResourceProviderClient,
  ResourceProviderService,
} from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Waits } from "../../../local/provider/azure/clock";
import { fromStruct, toStruct } from "../../../local/provider/rpc/struct";
import { ProviderService } from "../../../local/provider/rpc/service";
import type { JsonObject } from "../../../local/provider/value";
import { environment, type FakeArm } from "./fake-arm";

export const noWaits: Waits = {
  retry: [0, 0, 0],
  longestRetry: 120,
  pollPut: 0,
  pollDelete: 0,
  registration: 0,
  token: [0, 0, 0],
};
type Done<Response> = (error: ServiceError | null, response: Response) => void;

/** The provider behind a real gRPC connection, on a fake cloud. */
export class TestProvider {
  private constructor(
    private readonly server: Server,
    readonly client: ResourceProviderClient,
  ) {}

  static async start(arm: FakeArm, env: NodeJS.ProcessEnv = environment): Promise<TestProvider> {
    const service = new ProviderService({ env, transport: arm.transport, waits: noWaits });
    const server = new Server();
    const implementation: Record<string, UntypedHandleCall> = service.implementation();
    server.addService(ResourceProviderService, implementation);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    return new TestProvider(server, client);
  }

  stop(): void {
    this.client.close();
    this.server.forceShutdown();
  }

  async configure(variables: Record<string, string> = { location: "eastus" }): Promise<void> {
    const request = new rpc.ConfigureRequest();
    request.setSendsOldInputs(true);
    request.setSendsOldInputsToDelete(true);
    for (const [key, value] of Object.entries(variables))
      request.getVariablesMap().set(`azure-native:config:${key}`, value);
    await call<rpc.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async check(type: string, news: JsonObject, olds: JsonObject = {}) {
    const request = new rpc.CheckRequest();
    request.setType(`azure-native:${type}`);
    request.setName("sa");
    request.setRandomseed(Buffer.from("seed"));
    request.setNews(toStruct(news));
    request.setOlds(toStruct(olds));
    const response = await call<rpc.CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: fromStruct(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async create(
    type: string,
    inputs: JsonObject,
    options: { preview?: true; timeout?: number } = {},
  ) {
    const request = new rpc.CreateRequest();
    request.setType(`azure-native:${type}`);
    request.setProperties(toStruct(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    const response = await call<rpc.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
  }

  async update(
    type: string,
    id: string,
    olds: JsonObject,
    oldInputs: JsonObject,
    news: JsonObject,
  ) {
    const request = new rpc.UpdateRequest();
    request.setType(`azure-native:${type}`);
    request.setId(id);
    request.setOlds(toStruct(olds));
    request.setOldInputs(toStruct(oldInputs));
    request.setNews(toStruct(news));
    const response = await call<rpc.UpdateResponse>((done) => this.client.update(request, done));
    return fromStruct(response.getProperties());
  }

  async read(type: string, id: string, properties?: JsonObject, inputs?: JsonObject) {
    const request = new rpc.ReadRequest();
    request.setType(`azure-native:${type}`);
    request.setId(id);
    if (properties) request.setProperties(toStruct(properties));
    if (inputs) request.setInputs(toStruct(inputs));
    const response = await call<rpc.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      outputs: fromStruct(response.getProperties()),
      inputs: fromStruct(response.getInputs()),
    };
  }

  async delete(type: string, id: string): Promise<void> {
    const request = new rpc.DeleteRequest();
    request.setType(`azure-native:${type}`);
    request.setId(id);
    await call<Empty>((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: JsonObject): Promise<JsonObject> {
    const request = new rpc.InvokeRequest();
    request.setTok(`azure-native:${token}`);
    request.setArgs(toStruct(args));
    const response = await call<rpc.InvokeResponse>((done) => this.client.invoke(request, done));
    return fromStruct(response.getReturn());
  }
}

export function call<Response>(run: (done: Done<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    run((error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

/** What a promise rejects with; a promise that does not is an error. */
export async function failure(promise: Promise<unknown>): Promise<ServiceError> {
  return promise.then(
    () => {
      throw new Error("it should have failed");
    },
    (error: unknown) => error as ServiceError,
  );
}

/** The half-made resource that an error carries. */
export function initFailure(error: ServiceError) {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  const [detail] = Status.deserializeBinary(bytes as Buffer).getDetailsList();
  if (!detail) throw new Error("the error has no details");
  const failed = rpc.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    type: detail.getTypeUrl(),
    id: failed.getId(),
    outputs: fromStruct(failed.getProperties()),
    inputs: fromStruct(failed.getInputs()),
    reasons: failed.getReasonsList(),
  };
}
