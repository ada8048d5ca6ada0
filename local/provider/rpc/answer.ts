import { Metadata, status, type handleUnaryCall, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { messageOf } from "../resource/crud";
import { InitFailed } from "../resource/init-failed";
import { toStruct } from "./struct";

/** A gRPC method from a function; what it throws becomes the error that the engine shows. */
export function unary<Request, Response>(
  run: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    Promise.resolve(request)
      .then(run)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(serviceError(error));
        },
      );
  };
}

/** A half-made resource travels as a detail of the error, where Go's gRPC looks for it. */
function serviceError(error: unknown): Partial<ServiceError> {
  const message = messageOf(error);
  const metadata = new Metadata();
  if (error instanceof InitFailed) {
    const failure = new ErrorResourceInitFailed();
    failure.setId(error.id);
    failure.setProperties(toStruct(error.outputs));
    failure.setInputs(toStruct(error.inputs));
    failure.setReasonsList([message]);
    const detail = new Any();
    detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const report = new Status();
    report.setCode(status.UNKNOWN);
    report.setMessage(message);
    report.addDetails(detail);
    metadata.add("grpc-status-details-bin", Buffer.from(report.serializeBinary()));
  }
  return { code: status.UNKNOWN, details: message, message, metadata };
}
