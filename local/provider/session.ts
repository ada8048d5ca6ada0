import { ArmClient } from "./azure/arm-client";
import { azureWaits, type Waits } from "./azure/clock";
import { discoverCloud, type Cloud } from "./azure/cloud";
import { TokenSource } from "./azure/credential";
import { jsonOf, type Transport } from "./azure/transport";
import type { Settings } from "./configure";
import { Crud } from "./resource/crud";
import { resourcePath } from "./resource/paths";
import { isText, objectOr } from "./value";

// The provider asks for a resource group's location with this version, whatever the type's own.
const groupVersion = "2020-10-01";
const groupPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

/** What a configured provider works with. */
export class Session {
  readonly crud: Crud;
  private readonly locations = new Map<string, Promise<string | undefined>>();

  private constructor(
    readonly settings: Settings,
    readonly cloud: Cloud,
    readonly tokens: TokenSource,
    readonly client: ArmClient,
  ) {
    this.crud = new Crud(client, settings.subscriptionId, settings.skipReadOnUpdate);
  }

  /** Asks the cloud for its endpoints; rejects when it does not answer. */
  static async open(
    settings: Settings,
    transport: Transport,
    signal: AbortSignal,
    waits: Waits = azureWaits,
  ): Promise<Session> {
    const cloud = await discoverCloud(settings.metadataHost, transport, signal);
    const tokens = new TokenSource(settings.principal, cloud, transport, waits);
    return new Session(settings, cloud, tokens, new ArmClient(cloud, tokens, transport, waits));
  }

  /** Location of a resource group, asked for once; undefined when it cannot be had. */
  locationOf(resourceGroupName: string, signal: AbortSignal): Promise<string | undefined> {
    const known = this.locations.get(resourceGroupName);
    if (known) return known;
    const path = resourcePath(groupPath, { resourceGroupName }, this.settings.subscriptionId);
    const asked = this.client
      .request({ method: "GET", path, apiVersion: groupVersion }, signal)
      .then(
        (response) => {
          const { location } = objectOr(response.status === 200 ? jsonOf(response) : undefined);
          return isText(location) ? location : undefined;
        },
        () => undefined,
      );
    this.locations.set(resourceGroupName, asked);
    return asked;
  }
}
