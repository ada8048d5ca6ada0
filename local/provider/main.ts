import "./fast-start"; // before the libraries
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { createTransport } from "./azure/transport";
import { endWithEngine } from "./lifetime";
import { ProviderService } from "./rpc/service";

// Stand-in for the azure-native plugin: started by the engine with its address, answers with the port.
const unlimited = -1;
const service = new ProviderService({
  env: process.env,
  transport: createTransport(process.env),
});
const server = new Server({
  "grpc.max_receive_message_length": unlimited,
  "grpc.max_send_message_length": unlimited,
});
server.addService(ResourceProviderService, service.implementation());
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
endWithEngine(
  process.argv.slice(2).find((argument) => /^[^-].*:\d+$/.test(argument)),
  () => process.exit(1),
);
