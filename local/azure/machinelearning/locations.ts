import { quotaFamilies, vmSizesAsOf, type VmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, locationPath, provider } from "./arm-paths";
import { offeredRegion } from "./offered-region";
import {
  coresInUse,
  lowPriorityCoresInUse,
  lowPriorityLimit,
  quotaOf,
  regionalLimit,
} from "./quota";

function locationOf({ params }: Call): string {
  return offeredRegion(params.location ?? "", `${provider}/locations`);
}

function vmSize(size: VmSize): Record<string, unknown> {
  const price = (retailPrice: number, vmTier: string) => ({
    retailPrice,
    osType: "Linux",
    vmTier,
  });
  const { lowPriorityPrice } = size;
  return {
    name: size.name,
    family: size.family,
    vCPUs: size.vCPUs,
    gpus: size.gpus,
    osVhdSizeMB: 1047552,
    maxResourceVolumeMB: size.diskGB * 1024,
    memoryGB: size.memoryGB,
    lowPriorityCapable: lowPriorityPrice !== undefined,
    premiumIO: /s_|ds|ads|asr|rs/i.test(size.name),
    estimatedVMPrices: {
      billingCurrency: "USD",
      unitOfMeasure: "OneHour",
      values: [
        price(size.price, "Standard"),
        ...(lowPriorityPrice === undefined ? [] : [price(lowPriorityPrice, "LowPriority")]),
      ],
    },
    supportedComputeTypes: ["AmlCompute", "ComputeInstance", ...(size.serves ? ["MIR"] : [])],
  };
}

/** `Standard NCADSA100v4 Family Cluster Dedicated vCPUs` of `standardNCADSA100v4Family`. */
function familyTitle(family: string): string {
  return `Standard ${family.replace(/^standard/i, "").replace(/Family$/i, "")} Family Cluster Dedicated vCPUs`;
}

function line(
  call: Call,
  cloud: Cloud,
  list: "usages" | "quotas",
  { title, scope, ...numbers }: { title: string; scope: string } & Record<string, unknown>,
): Record<string, unknown> {
  return {
    id: `/subscriptions/${cloud.config.subscriptionId}/providers/${provider}/locations/${locationOf(call)}/${list}/${title.replaceAll(" ", "_")}`,
    type: `${provider}/${scope}/${list}`,
    name: { value: title, localizedValue: title },
    unit: "Count",
    ...numbers,
  };
}

function usages(call: Call, cloud: Cloud): Response {
  const location = locationOf(call);
  const families = quotaFamilies.map((family) => ({
    title: familyTitle(family),
    scope: "vmFamily",
    currentValue: coresInUse(cloud, location, family),
    limit: quotaOf(cloud, family),
  }));
  const dedicated = families.reduce((sum, { currentValue }) => sum + currentValue, 0);
  const totals = [
    {
      title: "Total Cluster Dedicated Regional vCPUs",
      scope: "dedicatedCores",
      currentValue: dedicated,
      limit: regionalLimit,
    },
    {
      title: "Total Cluster LowPriority Regional vCPUs",
      scope: "lowPriorityCores",
      currentValue: lowPriorityCoresInUse(cloud, location),
      limit: lowPriorityLimit,
    },
  ];
  const value = [...totals, ...families].map((one) => line(call, cloud, "usages", one));
  return json(200, { value });
}

function quotas(call: Call, cloud: Cloud): Response {
  const value = quotaFamilies.map((family) =>
    line(call, cloud, "quotas", {
      title: familyTitle(family),
      scope: "vmFamily",
      limit: quotaOf(cloud, family),
    }),
  );
  return json(200, { value });
}

export const locationRoutes: readonly Route[] = [
  arm(
    "GET",
    `${locationPath}/vmSizes`,
    (call, cloud) => {
      locationOf(call);
      return json(200, { value: vmSizesAsOf(cloud.config.asOf).map(vmSize) });
    },
    ["recommended"],
  ),
  arm("GET", `${locationPath}/usages`, usages),
  arm("GET", `${locationPath}/quotas`, quotas),
];
