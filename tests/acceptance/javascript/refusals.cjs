// Errors are of the classes that the SDK has for them, with their texts.
const { sdk, refusal, run } = require("./client.cjs");

const seen = (error, kind) => ({
  isOfItsClass: error instanceof kind,
  isOfTheService: error instanceof sdk.ServiceCatalogServiceException,
  name: error.name,
  message: error.message,
  fault: error.$fault,
  status: error.$metadata.httpStatusCode,
  requestId: error.$metadata.requestId,
});

run(async () => ({
  unknown: seen(await refusal(new sdk.DescribeRecordCommand({ Id: "rec-unknown" })), sdk.ResourceNotFoundException),
  unnamed: seen(await refusal(new sdk.DescribeProductCommand({})), sdk.InvalidParametersException),
  crooked: seen(await refusal(new sdk.DescribeRecordCommand({ Id: "no id" })), sdk.ServiceCatalogServiceException),
  forbidden: seen(await refusal(new sdk.ListPortfoliosCommand({})), sdk.ServiceCatalogServiceException),
}));
