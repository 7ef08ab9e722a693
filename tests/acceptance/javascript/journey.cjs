// A person's whole way: find a product, see what it asks for, launch it, watch it, read its outputs, terminate it.
const { sdk, client, ended, run } = require("./client.cjs");

run(async () => {
  const found = await client.send(new sdk.SearchProductsCommand({ Filters: { FullTextSearch: ["message queue"] } }));
  const product = found.ProductViewSummaries[0];
  const described = await client.send(new sdk.DescribeProductCommand({ Id: product.ProductId }));
  const version = described.ProvisioningArtifacts.at(-1);
  const choice = { ProductId: product.ProductId, ProvisioningArtifactId: version.Id };
  const asked = await client.send(new sdk.DescribeProvisioningParametersCommand(choice));
  const launch = await client.send(
    new sdk.ProvisionProductCommand({
      ...choice,
      ProvisionedProductName: process.env.NAME,
      ProvisioningParameters: [{ Key: "WaitTime", Value: "3" }],
    }),
  );
  const { RecordDetail: record, RecordOutputs: outputs } = await ended(launch.RecordDetail.RecordId);
  const name = { ProvisionedProductName: process.env.NAME };
  const shown = await client.send(new sdk.GetProvisionedProductOutputsCommand(name));
  const removal = await client.send(new sdk.TerminateProvisionedProductCommand(name));
  const { RecordDetail: removed } = await ended(removal.RecordDetail.RecordId);
  return {
    product: product.Name,
    parameters: asked.ProvisioningArtifactParameters.map((parameter) => parameter.ParameterKey),
    launched: [launch.RecordDetail.Status, record.Status, record.RecordType],
    isDate: record.CreatedTime instanceof Date,
    seconds: Math.abs(Date.now() - record.CreatedTime.getTime()) / 1000,
    outputs: Object.fromEntries(outputs.map((output) => [output.OutputKey, output.OutputValue])),
    shown: Object.fromEntries(shown.Outputs.map((output) => [output.OutputKey, output.OutputValue])),
    removed: [removed.Status, removed.RecordType],
  };
});
