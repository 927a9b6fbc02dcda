// Drives the server from a page in Chromium and records it:
//   browser.cjs CHROMIUM HOST:PORT FILE.har
"use strict";

const { chromium } = require("playwright-core");

const [executablePath, address, path] = process.argv.slice(2);

// What a page of a console would do; runs in the browser.
async function session() {
  const common = { Version: "2016-04-28", Format: "JSON", AccessKeyId: "testid", RegionId: "cn-hangzhou" };
  const ask = async (Action, params, method = "POST") => {
    const query = new URLSearchParams({ Action, ...common, ...params });
    const sent = method === "GET" ? fetch(`/?${query}`) : fetch("/", { method, body: query });
    return (await sent).json();
  };
  const one = (tags) =>
    Object.fromEntries(
      tags.flatMap(([key, value], n) => [[`Tag.${n + 1}.Key`, key], [`Tag.${n + 1}.Value`, value]]),
    );
  const { VpcId } = await ask("CreateVpc", { CidrBlock: "172.16.0.0/12" });
  const { VSwitchId } = await ask("CreateVSwitch", { VpcId, ZoneId: "cn-hangzhou-b", CidrBlock: "172.16.1.0/24" });
  const vpc = { ResourceType: "VPC", "ResourceId.1": VpcId };
  const vswitch = { ResourceType: "VSWITCH", "ResourceId.1": VSwitchId };
  await ask("TagResources", { ...vpc, ...one([["env", "prod"], ["Team", "net"]]) });
  await ask("TagResources", { ...vswitch, ...one([["zone", "b"]]) }, "GET");
  await ask("ListTagResources", vpc);
  await ask("ListTagResources", vswitch, "GET");
  await ask("TagResources", { ...vpc, ...one([["aliyun-x", "v"]]) });
  await ask("TagResources", { ...vpc, "ResourceId.1": "vpc-unknown", ...one([["a", "b"]]) });
  await ask("ListTagResources", { ResourceType: "VPC" });
  await ask("UnTagResources", { ...vpc, "TagKey.1": "env" });
  await ask("ListTagResources", vpc);
  await ask("DeleteVSwitch", { VSwitchId });
  await ask("DeleteVpc", { VpcId });
  await ask("TagResources", { ...vpc, ...one([["late", "v"]]) });
}

(async () => {
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
      "--no-first-run", "--disable-component-update", "--disable-sync",
    ],
  });
  const context = await browser.newContext({ recordHar: { path, content: "embed" } });
  const page = await context.newPage();
  await page.goto(`http://${address}/?Action=DescribeRegions&Version=2016-04-28&Format=JSON`);
  await page.evaluate(session);
  await context.close();
  await browser.close();
})();
