/** Where the prices are from and how far to trust them. */
export const priceList = {
  currency: "USD",
  /** Day on which the list was read, YYYY-MM-DD. */
  readOn: "2026-11-21",
  /** East US, Linux, pay as you go. Other regions differ by up to 30 %; always say "about". */
  source: "skypilot-org/skypilot-catalog catalogs/v6/azure/vms.csv at 098741e, region eastus",
  approximate: true,
} as const;

/** List price of one instance in USD per hour, by VM size. Azure ML adds no surcharge of its own. */
export const vmPrices: Readonly<Record<string, number>> = {
  Standard_NC24ads_A100_v4: 3.673,
  Standard_NC48ads_A100_v4: 7.346,
  Standard_NC96ads_A100_v4: 14.692,
  Standard_ND96asr_v4: 27.197,
  Standard_ND96amsr_A100_v4: 32.77,
  Standard_NC40ads_H100_v5: 6.98,
  Standard_NC80adis_H100_v5: 13.96,
  Standard_ND96isr_H100_v5: 98.32,
  Standard_ND40rs_v2: 22.032,
  Standard_NC6s_v3: 3.06,
  Standard_NC12s_v3: 6.12,
  Standard_NC24s_v3: 12.24,
  Standard_NC24rs_v3: 13.46,
  Standard_NC4as_T4_v3: 0.526,
  Standard_NC8as_T4_v3: 0.752,
  Standard_NC16as_T4_v3: 1.204,
  Standard_NC64as_T4_v3: 4.352,
};

/** USD per hour of one instance of that size, without regard to case; undefined when not listed. */
export function pricePerHour(vmSize: string): number | undefined {
  const wanted = vmSize.toLowerCase();
  return Object.entries(vmPrices).find(([name]) => name.toLowerCase() === wanted)?.[1];
}
