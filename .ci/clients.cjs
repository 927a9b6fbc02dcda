// Drives the server with one real Node client: clients.cjs CLIENT HOST:PORT.
//
// Each client is a function that makes one call of an operation, parameters
// named as on the wire, and resolves to the answer or throws Refused.
'use strict';

const assert = require('node:assert/strict');

const [region, keyId, rightSecret] = ['cn-hangzhou', 'LTAItest', 'secret'];

class Refused extends Error {
  constructor(status, code) {
    super(`${status} ${code}`);
    Object.assign(this, { status, code });
  }
}

// npm @alicloud/vpc20160428: header signatures, typed requests.
function tea(address, secret = rightSecret) {
  const vpc = require('@alicloud/vpc20160428');
  const { $OpenApiUtil } = require('@alicloud/openapi-core');
  const client = new vpc.default(new $OpenApiUtil.Config({
    accessKeyId: keyId,
    accessKeySecret: secret,
    protocol: 'http',
    endpoint: address,
    regionId: region,
  }));
  const lower = (name) => name[0].toLowerCase() + name.slice(1);
  const typed = (name, value) => (name === 'Tag'
    ? value.map(({ Key, Value }) => new vpc.TagResourcesRequestTag({ key: Key, value: Value }))
    : value);
  return async (action, params) => {
    const fields = Object.entries(params).map(([name, value]) => [lower(name), typed(name, value)]);
    const request = new vpc[`${action}Request`](Object.fromEntries(fields));
    try {
      const { body } = await client[lower(action)](request);
      return body.toMap();
    } catch (error) {
      if (!error.statusCode) throw error;
      throw new Refused(error.statusCode, error.code);
    }
  };
}

// npm @alicloud/pop-core: query signatures, plain parameters.
function pop(address, method, secret = rightSecret) {
  const { RPCClient } = require('@alicloud/pop-core');
  const client = new RPCClient({
    accessKeyId: keyId,
    accessKeySecret: secret,
    endpoint: `http://${address}`,
    apiVersion: '2016-04-28',
  });
  return async (action, params) => {
    try {
      return await client.request(action, params, { method });
    } catch (error) {
      const status = error.entry?.response?.statusCode;
      if (!status || !error.code) throw error;
      throw new Refused(status, error.code);
    }
  };
}

// The life of a tagged VPC, and what must be refused; the number of calls.
async function scenario(call, wrong) {
  let calls = 0;
  const ask = (action, params) => {
    calls += 1;
    return call(action, { RegionId: region, ...params });
  };
  const refused = async (status, code, action, params, by = call) => {
    calls += 1;
    await assert.rejects(
      by(action, { RegionId: region, ...params }),
      (error) => error instanceof Refused && error.status === status && error.code === code,
      `${action} must be refused with ${status} ${code}`,
    );
  };
  const tags = async (id) => {
    const answer = await ask('ListTagResources', { ResourceType: 'VPC', ResourceId: [id] });
    const rows = answer.TagResources.TagResource;
    assert(rows.every((row) => row.ResourceId === id));
    return Object.fromEntries(rows.map((row) => [row.TagKey, row.TagValue]));
  };

  const made = await ask('CreateVpc', { VpcName: 'clients', CidrBlock: '10.0.0.0/8' });
  const id = made.VpcId;
  const onVpc = { ResourceType: 'VPC', ResourceId: [id] };
  const env = { Key: 'Env_1.a-b', Value: 'prod_1.a-b' };
  const all = { 'Env_1.a-b': 'prod_1.a-b', owner: '' };
  const answer = await ask('TagResources', { ...onVpc, Tag: [env, { Key: 'owner', Value: '' }] });
  assert.equal(answer.RequestId.length, 36);
  assert.deepEqual(await tags(id), all);

  const tagging = (status, code, params, by) => refused(status, code, 'TagResources', { ...onVpc, ...params }, by);
  await tagging(400, 'InvalidTagKey', { Tag: [{ Key: '1a', Value: 'v' }] });
  await tagging(400, 'Forbidden.TagKey.Duplicated', { Tag: [env, env] });
  await tagging(400, 'InvalidInstanceIds.NotFound', { Tag: [env], ResourceId: ['vpc-unknown'] });
  const many = Array.from({ length: 21 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }));
  await tagging(400, 'SizeLimitExceeded.TagNum', { Tag: many });
  await tagging(400, 'SignatureDoesNotMatch', { Tag: [env] }, wrong);
  assert.deepEqual(await tags(id), all);

  await ask('UnTagResources', { ...onVpc, TagKey: ['Env_1.a-b'] });
  assert.deepEqual(await tags(id), { owner: '' });
  const found = await ask('DescribeVpcs', { VpcId: id });
  assert.deepEqual(found.Vpcs.Vpc.map((one) => one.VpcName), ['clients']);
  await ask('UnTagResources', { ...onVpc, All: true });
  assert.deepEqual(await tags(id), {});
  await ask('DeleteVpc', { VpcId: id });
  assert.equal((await ask('DescribeVpcs', { VpcId: id })).TotalCount, 0);
  await tagging(400, 'InvalidInstanceIds.NotFound', { Tag: [env] });
  return calls;
}

async function main([client, address]) {
  const runs = client === '@alicloud/pop-core'
    ? ['GET', 'POST'].map((method) => [pop(address, method), pop(address, method, 'guess')])
    : [[tea(address), tea(address, 'guess')]];
  let calls = 0;
  for (const [call, wrong] of runs) calls += await scenario(call, wrong);
  console.log(`ok ${client}: ${calls} calls`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
