// The site's own configuration, if it can be read, with our layout for every page. Tags that nobody defines are stand-ins.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const { singles, pairs } = JSON.parse(fs.readFileSync(path.join(__dirname, 'reference.json'), 'utf8'));
const LAYOUT = '<!doctype html><html lang="{{ lang or "en" }}"><head><meta charset="utf-8"><title>{{ title }}</title>\n' +
  '<script type="application/json" id="old-page">{{ page | referenceFacts(title, author, authors, tags, categories, pagination, lang) | safe }}' +
  '</script></head><body><h1>{{ title }}</h1><main id="old-body">\n{{ content | safe }}\n</main></body></html>\n';

function own() {
  const names = ['.eleventy.js', '.eleventy.cjs', 'eleventy.config.js', 'eleventy.config.cjs', 'eleventy.config.mjs'];
  const name = names.find(file => fs.existsSync(path.join(__dirname, file)));
  return name ? import(path.join(__dirname, name)).then(found => found.default || found) : null;
}

function list(...values) {
  return values.flat(2).filter(value => value !== undefined && value !== null).map(value => (typeof value === 'object' ? value.name : String(value)));
}

module.exports = async function (config) {
  config.addFilter('referenceFacts', (page, title, author, authors, tags, categories, pagination, lang) => {
    const collections = ['all', 'nav', 'post', 'posts', 'blog', 'articles'];
    const named = list(tags);
    const post = named.some(tag => ['post', 'posts', 'blog', 'articles'].includes(tag)) || /\/(_?posts?|blog|articles|news)\/.+\.(md|markdown)$/.test(page.inputPath);
    const facts = { kind: pagination ? 'list' : post ? 'post' : 'page', title: String(title || ''), source: page.inputPath.replace(/^\.\//, ''), language: lang || 'en' };
    if (facts.kind === 'post') {
      const terms = list(tags, categories).filter(tag => !collections.includes(tag));
      Object.assign(facts, { date: page.date.toISOString().slice(0, 10), authors: list(author, authors), terms });
    }
    return JSON.stringify(facts).replace(/</g, '\\u003c');
  });
  for (const name of singles) config.addShortcode(name, () => `<span data-shim="${name}"></span>`);
  for (const name of pairs) config.addPairedShortcode(name, content => content);
  let settings = {};
  try {
    const found = await own();
    settings = (typeof found === 'function' ? await found(config) : found) || {};
  } catch (error) {
    console.warn(`The site's own configuration is left out: ${error.message}`);
  }
  const dir = settings.dir || {};
  const layouts = path.join(__dirname, dir.input || '.', dir.layouts || dir.includes || '_includes');
  fs.mkdirSync(layouts, { recursive: true });
  fs.writeFileSync(path.join(layouts, 'reference.njk'), LAYOUT);
  config.addGlobalData('layout', 'reference.njk');
  return settings;
};
