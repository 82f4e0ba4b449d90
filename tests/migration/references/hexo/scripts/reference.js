// The helper that describes a page, and stand-ins for tags of absent scripts and of plugins that are no longer part of Hexo.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const names = list => (list ? list.toArray().map(item => item.name) : []);

hexo.extend.helper.register('reference_facts', page => {
  const post = page.__post;
  let kind = post ? 'post' : page.source ? 'page' : 'list';
  if ((page.tag || page.category) && page.current === 1) kind = 'term';
  const facts = { kind, title: String(page.title || ''), source: page.source ? 'source/' + page.source : '',
    language: page.lang || [].concat(hexo.config.language)[0] };
  if (post) {
    const authors = [].concat(page.author || page.authors || []).map(String);
    Object.assign(facts, { date: page.date.format('YYYY-MM-DD'), authors, terms: [...names(page.categories), ...names(page.tags)] });
  }
  return JSON.stringify(facts).replace(/</g, '\\u003c');
});

// A box with an optional heading: `{% note warn Heading %}text{% endnote %}`.
hexo.extend.tag.register('note', async (args, content) => {
  const kind = args.shift() || 'note';
  const heading = args.length ? `<strong class="note-title">${args.join(' ')}</strong>` : '';
  return `<blockquote class="note ${kind}">${heading}${await hexo.render.render({ text: content, engine: 'markdown' })}</blockquote>`;
}, { ends: true, async: true });

// Tags that nobody has defined, once all scripts are read.
hexo.extend.filter.register('after_init', () => {
  const own = ['if', 'elif', 'elseif', 'else', 'for', 'asyncEach', 'asyncAll', 'set', 'block', 'extends', 'include', 'import', 'from',
    'macro', 'call', 'raw', 'verbatim', 'filter', 'switch', 'case', 'default', 'super'];
  const files = fs.readdirSync(hexo.source_dir, { recursive: true }).filter(file => /\.(md|markdown|html)$/.test(file));
  const names = new Set();
  for (const file of files) {
    for (const found of fs.readFileSync(path.join(hexo.source_dir, file), 'utf8').matchAll(/\{%-?\s*(\w+)/g)) names.add(found[1]);
  }
  const env = hexo.extend.tag.env;
  for (const name of names) {
    if (own.includes(name) || name.startsWith('end') || env.hasExtension(name)) continue;
    if (names.has('end' + name)) hexo.extend.tag.register(name, (args, content) => hexo.render.render({ text: content, engine: 'markdown' }), { ends: true, async: true });
    else hexo.extend.tag.register(name, () => `<span data-shim="${name}"></span>`);
  }
});
