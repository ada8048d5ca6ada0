/** A text like "2024: 03-01 07-01-preview; 2025: 04-01" as versions. */
function dates(text: string): readonly string[] {
  return text.split(";").flatMap((part) => {
    const [year = "", days = ""] = part.split(":");
    const names = days.trim().split(/\s+/);
    return names.map((day) => `${year.trim()}-${day}`);
  });
}

/**
 * API versions that ARM takes, by provider: those that Microsoft publishes types for and whose bodies are of the
 * shape that is emulated (Azure/bicep-types-az `generated/`), and the defaults of its SDKs, for example 2026-09-01
 * of `azure-mgmt-storage` 25.3.
 */
export const apiVersions = {
  resources: dates(
    "2019: 05-01 05-10 07-01 08-01 10-01; 2020: 06-01 08-01 10-01; 2021: 01-01 04-01; 2022: 09-01; 2023: 07-01; 2024: 03-01 07-01 08-01 11-01; 2025: 03-01 04-01",
  ),
  /** Of `azure-mgmt-resource-subscriptions` and `@azure/arm-subscriptions`. */
  subscriptions: dates("2019: 06-01 11-01; 2020: 01-01; 2021: 01-01; 2022: 12-01"),
  storage: dates(
    "2019: 04-01 06-01; 2020: 08-01-preview; 2021: 01-01 02-01 04-01 06-01 08-01 09-01; 2022: 05-01 09-01; 2023: 01-01 04-01 05-01; 2024: 01-01; 2025: 01-01 06-01 08-01; 2026: 04-01 06-01 09-01",
  ),
  keyVault: dates(
    "2019: 09-01; 2020: 04-01-preview; 2021: 04-01-preview 06-01-preview 10-01 11-01-preview; 2022: 02-01-preview 07-01 11-01; 2023: 02-01 07-01; 2024: 04-01-preview 11-01 12-01-preview; 2025: 05-01; 2026: 02-01 03-01-preview 05-15",
  ),
  managedIdentity: dates(
    "2018: 11-30; 2021: 09-30-preview; 2022: 01-31-preview; 2023: 01-31 07-31-preview; 2024: 11-30; 2025: 01-31-preview 05-31-preview",
  ),
  roleAssignments: dates(
    "2020: 03-01-preview 04-01-preview 08-01-preview 10-01-preview; 2022: 04-01",
  ),
  roleDefinitions: dates("2015: 07-01; 2018: 01-01-preview 07-01; 2022: 04-01 05-01-preview"),
  operationalInsights: dates(
    "2020: 03-01-preview 08-01 10-01; 2021: 06-01 12-01-preview; 2022: 10-01; 2023: 09-01; 2025: 02-01 07-01; 2026: 03-01",
  ),
  insightsComponents: dates("2015: 05-01; 2018: 05-01-preview; 2020: 02-02-preview 02-02"),
  containerRegistry: dates(
    "2019: 05-01 12-01-preview; 2020: 11-01-preview; 2021: 06-01-preview 08-01-preview 09-01 12-01-preview; 2022: 02-01-preview 12-01; 2023: 01-01-preview 06-01-preview 07-01 08-01-preview 11-01-preview; 2024: 11-01-preview; 2025: 03-01-preview 04-01 05-01-preview 06-01-preview 11-01; 2026: 01-01-preview 03-01-preview",
  ),
  machineLearning: dates(
    "2020: 06-01 08-01 09-01-dataplanepreview; 2021: 01-01 04-01 07-01 10-01-dataplanepreview 10-01; 2022: 01-01-preview 02-01-preview 05-01 06-01-preview 10-01 10-01-preview 12-01-preview; 2023: 02-01-preview 04-01 04-01-preview 06-01-preview 08-01-preview 10-01; 2024: 01-01-preview 04-01 04-01-preview 07-01-preview 10-01 10-01-preview; 2025: 01-01-preview 04-01 04-01-preview 06-01 07-01-preview 09-01 10-01-preview 12-01; 2026: 01-15-preview 03-01 03-15-preview 05-01 05-15-preview",
  ),
} as const;
