// The SDK, a client of the server that the environment names, and what every script needs.
const sdk = require("@aws-sdk/client-service-catalog");
const { SmithyRpcV2CborProtocol } = require("@smithy/core/cbor");

const protocol = process.env.PROTOCOL === "cbor" ? { protocol: SmithyRpcV2CborProtocol } : {};
const client = new sdk.ServiceCatalogClient(protocol);

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The record, once it has ended. */
async function ended(recordId) {
  for (;;) {
    const described = await client.send(new sdk.DescribeRecordCommand({ Id: recordId }));
    if (["SUCCEEDED", "FAILED"].includes(described.RecordDetail.Status)) return described;
    await sleep(50);
  }
}

/** What a request is refused with. */
async function refusal(command) {
  try {
    await client.send(command);
  } catch (error) {
    return error;
  }
  throw new Error("it was not refused");
}

/** Run a script, and print what it returns for the test to look at. */
function run(script) {
  script().then(
    (told) => console.log(JSON.stringify(told)),
    (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}

module.exports = { sdk, client, ended, refusal, run };
