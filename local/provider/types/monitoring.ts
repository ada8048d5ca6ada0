import type { TypeRow } from "./row";

const insights =
  "/subscriptions/{subscriptionId}/resourcegroups/{resourceGroupName}/providers/Microsoft.Insights";
const odata = { odataType: "odata.type" };

/** Scaling rules, alerts and budgets. */
export const monitoring: readonly TypeRow[] = [
  {
    token: "monitor:AutoscaleSetting",
    apiVersion: "2021-05-01-preview",
    path: `${insights}/autoscalesettings/{autoscaleSettingName}`,
    autoName: "random",
    forceNew: ["location"],
    // What is flattened among the inputs stays under `properties` among the outputs.
    flattened: "inputs",
    envelope: { remove: ["name"] },
    wire: {
      "monitor.ScaleRuleMetricDimension": {
        dimensionName: "DimensionName",
        operator: "Operator",
        values: "Values",
      },
    },
  },
  {
    token: "monitor:MetricAlert",
    apiVersion: "2018-03-01",
    path: `${insights}/metricAlerts/{ruleName}`,
    autoName: "random",
    forceNew: ["location"],
    flattened: true,
    wire: {
      "monitor.MetricAlertMultipleResourceMultipleMetricCriteria": odata,
      "monitor.MetricAlertSingleResourceMultipleMetricCriteria": odata,
      "monitor.WebtestLocationAvailabilityCriteria": odata,
    },
  },
  {
    token: "consumption:Budget",
    apiVersion: "2024-08-01",
    path: "/{+scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
    autoName: "random",
    flattened: true,
    envelope: { add: ["eTag"] },
  },
];
