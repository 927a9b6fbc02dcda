// Tries the HTML report in a browser, on a phone and on a desk, dark and light:
//   node page.cjs BROWSER SCREENSHOTS REPORT.html...   (beside each its REPORT.json)
// What is expected of a page is read from the JSON report of the same run.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [executablePath, shots, ...files] = process.argv.slice(2);
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
  "--disable-component-update", "--disable-sync",
];
const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
// The least contrast of text that WCAG 2 calls readable.
const READABLE = 4.5;

async function main() {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    for (const file of files) {
      const report = JSON.parse(fs.readFileSync(file.replace(/html$/, "json"), "utf8"));
      for (const viewport of SIZES) {
        for (const colorScheme of ["light", "dark"]) {
          await look(browser, file, report, { viewport, colorScheme });
        }
      }
      console.log(`page of ${report.target}: ${report.failures.length} failures`);
    }
  } finally {
    await browser.close();
  }
}

async function look(browser, file, report, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url);

  await head(page, report);
  await fits(page);
  await readable(page);
  const name = `${path.basename(file, ".html")}-${options.viewport.width}-${options.colorScheme}`;
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
  await search(page, report);
  if (report.failures.length > 0) {
    await copy(page);
    await details(page);
    await fits(page);
  }
  for (const section of ["readings", "clauses", "cases"]) {
    await page.evaluate((id) => document.getElementById(id).scrollIntoView(), section);
    await page.screenshot({ path: path.join(shots, `${name}-${section}.png`) });
  }

  assert.deepEqual(said, [], `${name}: the console is silent`);
  const beyond = asked.filter((one) => one !== url && !one.startsWith("data:"));
  assert.deepEqual(beyond, [], `${name}: nothing else is loaded`);
  await context.close();
}

// The verdict comes first, then the two figures and a field for every clause.
async function head(page, report) {
  const first = await page.evaluate(() => document.body.innerText.trim().split("\n")[0]);
  assert.equal(first, await page.locator("h1").innerText());
  assert.equal(first.startsWith("exit"), report.exit !== 0, first);
  const percent = (part) => `${(part * 100).toFixed(1)} %`;
  assert.deepEqual(await page.locator(".figure").allInnerTexts(), [
    `${percent(report.summary.divergence)}\ndivergence`,
    `${percent(report.summary.coverage)}\ncoverage`,
  ]);
  assert.equal(await page.locator(".matrix a").count(), report.clauses.length);
  const broken = report.clauses.filter((clause) => clause.fail > 0).length;
  assert.equal(await page.locator(".matrix a.fail").count(), broken);
  const astray = await page.locator(".matrix a").evaluateAll((links) =>
    links.map((link) => link.hash.slice(1)).filter((id) => !document.getElementById(id)));
  assert.deepEqual(astray, [], "every field of the matrix leads to a row");
  for (const [section, rows] of [["readings", report.readings], ["clauses", report.clauses], ["cases", report.cases]]) {
    assert.equal(await page.locator(`#${section} tbody tr`).count(), rows.length, section);
  }
  const counts = await page.locator(".failure .count").allInnerTexts();
  const numbers = counts.map((text) => parseInt(text, 10));
  assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a), "the most frequent failure is first");
}

async function fits(page) {
  const [wanted, given] = await page.evaluate(() => {
    const all = document.documentElement;
    return [all.scrollWidth, all.clientWidth];
  });
  assert.ok(wanted <= given, `${wanted} px wide in ${given}: it scrolls sideways`);
}

// Every kind of text that is shown against what lies behind it.
async function readable(page) {
  const poor = await page.evaluate((least) => {
    const channels = (color) => color.match(/[\d.]+/g).map(Number);
    const light = (color) => {
      const [red, green, blue] = channels(color).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if (channels(color)[3] !== 0) return color;
      }
      return "rgb(255, 255, 255)";
    };
    const kinds = "body, h1, h2, h3, p, strong, span, li, a, pre, code, mark, th, td, summary, button, input, select, label, dt, dd";
    const found = new Map();
    for (const element of document.querySelectorAll(kinds)) {
      const [text, ground] = [getComputedStyle(element).color, behind(element)];
      const [dark, bright] = [light(text), light(ground)].sort((a, b) => a - b);
      const contrast = (bright + 0.05) / (dark + 0.05);
      if (contrast < least) found.set(`${element.tagName}.${element.className} ${text} on ${ground}`, contrast);
    }
    return [...found];
  }, READABLE);
  assert.deepEqual(poor, [], "text that is hard to read");
}

// `/` leads to the filter, what is typed leaves what has it, Escape clears it.
async function search(page, report) {
  const shown = page.locator(".failure:visible");
  const all = report.failures.length;
  assert.equal(await shown.count(), all);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  assert.equal(await page.locator("#search").inputValue(), "", "the key itself is not typed");
  const clause = report.failures.at(-1)?.clause ?? "TR-TAG-QUOTA";
  await page.keyboard.type(clause);
  const heads = await page.locator(".failure:visible summary strong").allInnerTexts();
  const about = report.failures.filter((failure) => failure.clause === clause).length;
  assert.equal(heads.filter((text) => text === clause).length, about, `failures of ${clause}`);
  assert.ok(heads.length < all || heads.every((text) => text === clause), "the others are hidden");
  for (const text of await page.locator(".failure:visible").evaluateAll((them) => them.map((it) => it.dataset.text))) {
    assert.ok(text.includes(clause.toLowerCase()), text);
  }
  assert.match(await page.locator("#shown").innerText(), new RegExp(`^${heads.length} of ${all} failures, `));
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#search").inputValue(), "");
  assert.equal(await shown.count(), all);
  await page.selectOption("#verdict", "fail");
  assert.equal(await page.locator("#cases tbody tr:visible").count(), report.summary.fail);
  // A browser clears a field of search by itself, but nothing from elsewhere.
  await page.locator("#search").fill("no case has this");
  await page.locator("h1").click();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#verdict").inputValue(), "");
  assert.equal(await page.locator("#cases tbody tr:visible").count(), report.cases.length);
}

// The last button of the first failure copies its script of curl calls.
async function copy(page) {
  const button = page.locator(".failure[open] .copy button").last();
  const script = await button.evaluate((it) => it.nextElementSibling.textContent);
  assert.match(script, /^#!\/bin\/sh\n[^]*curl /);
  await button.click();
  await page.waitForFunction((it) => it.textContent !== "copy", await button.elementHandle());
  if ((await button.innerText()) === "copied") {
    await page.evaluate(() => {
      const paper = document.body.appendChild(document.createElement("textarea"));
      paper.id = "paper";
      paper.focus();
    });
    await page.keyboard.press("ControlOrMeta+V");
    assert.ok((await page.locator("#paper").inputValue()) === script, "what was copied is pasted");
    await page.evaluate(() => document.getElementById("paper").remove());
  } else {
    const marked = await page.evaluate(() => String(getSelection()));
    assert.ok(marked.trim() === script.trim(), "the text is marked to be copied");
  }
}

// What was permitted and what came stand side by side, with the requests.
async function details(page) {
  for (const failure of await page.locator(".failure").all()) {
    await failure.evaluate((it) => { it.open = true; });
    const titles = await failure.locator("h3").evaluateAll((them) => them.map((it) => it.textContent));
    assert.deepEqual(titles, ["Permitted", "Observed", "State before", "State after", "Requests", "Again"]);
  }
  const [permitted, observed] = await page.locator(".failure .beside").first().locator("> div")
    .evaluateAll((them) => them.map((it) => it.getBoundingClientRect()).map(({ x, y }) => ({ x, y })));
  const beside = permitted.y === observed.y && permitted.x < observed.x;
  const below = permitted.x === observed.x && permitted.y < observed.y;
  assert.ok(page.viewportSize().width > 640 ? beside : below, "permitted and observed");
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
