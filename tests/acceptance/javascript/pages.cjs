// The SDK's own pagination leads through all pages, and stops at the last.
const { sdk, client, run } = require("./client.cjs");

run(async () => {
  const all = await client.send(new sdk.SearchProductsCommand({ PageSize: 100 }));
  const pages = [];
  for await (const page of sdk.paginateSearchProducts({ client, pageSize: 3 }, {})) {
    pages.push(page.ProductViewSummaries.map((product) => product.Id));
  }
  return { all: all.ProductViewSummaries.map((product) => product.Id), pages };
});
