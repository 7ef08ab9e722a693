// The SDK sends an idempotency token of its own; a token that is given twice leads to one record.
const { sdk, client, ended, run } = require("./client.cjs");

run(async () => {
  const launch = {
    ProductName: "Message queue",
    ProvisioningArtifactName: "v1",
    ProvisionedProductName: process.env.NAME,
    ProvisionToken: process.env.NAME,
  };
  const launched = [];
  for (const _ of [1, 2]) launched.push(await client.send(new sdk.ProvisionProductCommand(launch)));
  await ended(launched[0].RecordDetail.RecordId);
  const removal = await client.send(new sdk.TerminateProvisionedProductCommand({ ProvisionedProductName: process.env.NAME }));
  await ended(removal.RecordDetail.RecordId);
  return launched.map((answer) => answer.RecordDetail.RecordId);
});
