// Full-text search: first a reader of the index (docs/search-format.md), then the page. What is found is shown as text, never as HTML.

/** Why there is no answer: a file is missing or damaged, the site offline, the index building, the browser old. */
export class Trouble extends Error {
  constructor(kind, path) {
    super(`${path}: ${kind}`);
    this.kind = kind;
  }
}

const bad = () => {
  throw new RangeError();
};
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SPACE = /\p{White_Space}/u;

/** Compares strings as their UTF-8 bytes compare. */
const order = (a, b) => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
};
/** How many items at the beginning of a list are so; no later ones are. */
const split = (list, is) => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
};

// Words.

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
const PAIRED = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]";
const CUTS = new RegExp(`(${PAIRED}+)`, "u");
const BETWEEN = new RegExp(`(?<=${PAIRED})['’.,](?=${PAIRED})`, "gu");

export const words = (text) => {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Lm}]/gu, "")
    .replace(BETWEEN, " ")
    .replace(/(?<=\p{L})['’](?=\p{L})|(?<=\p{N})[.,](?=\p{N})/gu, "")
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:\.\p{L}(?![\p{L}\p{N}]))+/gu, (letters) => letters.replaceAll(".", ""));
  const found = [];
  for (const [run] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const part of run.split(CUTS)) {
      const signs = [...part];
      if (signs.length > 2 && CUTS.test(part)) {
        for (let i = 1; i < signs.length; i += 1) found.push(signs[i - 1] + signs[i]);
      } else if (part) {
        found.push(cut(part.replace(/[ßæœþøđðłıς]/g, (letter) => LETTERS[letter])));
      }
    }
  }
  return found;
};
const cut = (word) => (word.length < 22 ? word : word.slice(0, new TextEncoder().encodeInto(word, new Uint8Array(64)).read));

// Queries.

export const parse = (text, dimensions) => {
  const query = { words: [], phrases: [], excluded: [], filters: [], open: false };
  const trimmed = (rest) => rest.replace(/^\p{White_Space}+/u, "");
  const until = (rest) => (rest.search(SPACE) + 1 || rest.length + 1) - 1;
  let rest = trimmed(text);
  let left = 32;
  while (rest && left > 0) {
    const excluded = /^-\P{White_Space}/u.test(rest);
    if (excluded) rest = rest.slice(1);
    const [before] = rest.slice(0, until(rest)).split(":", 1);
    const key = before.length < until(rest) && !before.includes('"') ? before : undefined;
    let value = key === undefined ? rest : rest.slice(key.length + 1);
    const quoted = value[0] === '"';
    if (quoted) value = value.slice(1);
    const end = quoted ? (value.indexOf('"') + 1 || value.length + 1) - 1 : until(value);
    rest = value.slice(end + quoted);
    value = value.slice(0, end);
    const last = !rest && !SPACE.test(text.at(-1));
    rest = trimmed(rest);
    if (value && dimensions.includes(key)) {
      if (!excluded) query.filters.push([key, value]);
      continue;
    }
    const read = [...words(key ?? ""), ...words(value)].slice(0, left);
    left -= read.length;
    if (!read.length) continue;
    if (excluded) query.excluded.push(read);
    else if (quoted) query.phrases.push(read);
    else {
      query.open = last && /[\p{Alphabetic}\p{N}]$/u.test(value);
      query.words.push(...read);
    }
  }
  return query;
};

// Ranking, in integers.

const OCTAVE = [65536, 72357, 79888, 88203, 97383, 107519, 118710];

export const weight = (frequency, length, average) => {
  const f = BigInt(frequency < 32 ? frequency : (17 + 2 * (frequency % 8)) * 2 ** (1 + ((frequency - 32) >> 3)));
  const size = BigInt(OCTAVE[length % 7]) << BigInt(Math.min(40, Math.floor(length / 7)));
  return Number((147639500n * f) / (65536n * f + 39322n + (18n * size) / (10n * BigInt(average))));
};

export const rarity = (having, all) => {
  const [above, below] = [BigInt(2 * all + 2), BigInt(2 * having + 1)];
  let exponent = 0n;
  while (below << (exponent + 1n) <= above) exponent += 1n;
  let mantissa = (above << 25n) / (below << exponent);
  let bits = 0;
  for (let i = 0; i < 8; i += 1) {
    mantissa = (mantissa * mantissa) >> 25n;
    bits *= 2;
    if (mantissa >= 1n << 26n) {
      bits += 1;
      mantissa >>= 1n;
    }
  }
  return Math.max(1, Number(exponent) * 256 + bits);
};

// Files.

class Reading {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get() {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 127) * scale;
      if (byte === undefined || scale > 2 ** 49 || value > Number.MAX_SAFE_INTEGER) bad();
      scale *= 128;
    } while (byte > 127);
    return value;
  }
  room(count) {
    return count <= this.bytes.length - this.at ? count : bad();
  }
  count() {
    return this.room(this.get());
  }
  all(count) {
    return Array.from({ length: this.room(count) }, () => this.get());
  }
  signed(count) {
    return this.all(count).map((value) => (value % 2 ? -(value + 1) / 2 : value / 2));
  }
  take(count) {
    this.at += this.room(count);
    return this.bytes.subarray(this.at - count, this.at);
  }
  strings(count) {
    return this.all(count).map((length) => utf8.decode(this.take(length)));
  }
  sorted(count) {
    return this.rests(this.all(count), this.all(count));
  }
  rests(shared, lengths) {
    let [last, total] = [new Uint8Array(0), 0];
    return shared.map((kept, i) => {
      total += kept + lengths[i];
      if (kept > last.length || total > 2 ** 26) bad();
      const next = new Uint8Array(kept + lengths[i]);
      next.set(last.subarray(0, kept));
      next.set(this.take(lengths[i]), kept);
      last = next;
      return utf8.decode(next);
    });
  }
  names(count) {
    const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return Array.from({ length: this.room(count) }, () => hex(this.take(5)).replace(/^../, "$&/") + ".bin");
  }
  numbers(count, next, limit) {
    const numbers = new Uint32Array(this.room(count));
    for (let i = 0; i < count; i += 1) {
      const number = next + this.get();
      if (number >= limit) bad();
      numbers[i] = number;
      next = number + 1;
    }
    return numbers;
  }
  forms(count, stem) {
    const forms = this.sorted(count);
    const codes = this.all(count);
    const others = this.strings(codes.filter((code) => code === 1).length).values();
    return forms.map((form, i) => [form, codes[i] === 1 ? others.next().value : stem(codes[i])]);
  }
}

const NONE = "00/00000000.bin";
const partStart = (part, chunk) => Math.floor((part * (chunk.end - chunk.start)) / chunk.parts);

const readRoot = (r) => {
  const root = { articles: r.get(), average: Math.max(1, r.get()) };
  root.languages = r.strings(r.count());
  root.dimensions = r.strings(r.count());
  const count = r.count();
  const [sizes, first, classes] = [r.all(count), r.all(count), r.all(count)];
  const counts = classes.map((length) => r.all(length));
  const days = r.signed(count);
  const most = Math.max(1, r.get());
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  if (root.articles > 2 ** 25 || sum(sizes) !== root.articles) bad();
  root.classes = new Uint16Array(root.articles);
  let [start, day, files] = [0, 0, 0];
  root.chunks = sizes.map((size, i) => {
    if (!size || first[i] > 255 || classes[i] > 255 || sum(counts[i]) !== size) bad();
    let at = start;
    counts[i].forEach((length, c) => root.classes.fill(first[i] + c, at, (at += length)));
    const chunk = { start, end: start + size, day: (day += days[i]), file: files, parts: Math.ceil(size / most) };
    files += chunk.parts;
    start += size;
    return chunk;
  });
  root.cards = r.names(files);
  const ranges = r.count();
  root.keys = r.sorted(ranges);
  if (root.keys.some((key, i) => (i ? order(root.keys[i - 1], key) > 0 : key))) bad();
  root.ranges = r.names(ranges);
  root.column = Math.max(1, r.get());
  root.valueFiles = r.names(root.dimensions.length);
  root.each = Math.ceil(root.articles / root.column);
  root.columns = r.names(root.dimensions.length * root.each);
  [root.spelling] = r.names(1);
  return root;
};

const readRange = (r, articles) => {
  const range = { bound: r.get(), newest: new Map() };
  const count = r.count();
  range.keys = r.sorted(count);
  if (range.keys[0]) bad();
  let stems = 0;
  range.first = r.all(count).map((own) => (stems += own) - own);
  r.all(count);
  range.blocks = r.names(count);
  range.forms = r.forms(r.count(), (code) => (code ? code - 2 : (stems += 1) - 1));
  const newer = r.count();
  const ordinals = r.numbers(newer, 0, 2 ** 32);
  const lists = r.all(newer).map((length) => r.numbers(length, range.bound, articles));
  lists.forEach((numbers, i) => range.newest.set(ordinals[i], { numbers, classes: r.take(numbers.length) }));
  return range;
};

const readBlock = (r) => {
  let stems = 0;
  const forms = r.forms(r.count(), (code) => {
    const stem = code ? stems - code + 1 : stems;
    if (!code) stems += 1;
    return stem < 0 ? bad() : stem;
  });
  const [counts, lengths] = [r.all(stems), r.all(stems)];
  const gaps = lengths.map((length) => r.take(length));
  const classes = counts.map((count) => r.take(count));
  return { forms, counts, gaps, classes };
};

const readCards = (r, day) => {
  const count = r.count();
  const titles = r.strings(count);
  const addresses = r.rests(r.all(count), r.all(count));
  const [days, languages] = [r.signed(count), r.all(count)];
  return titles.map((title, i) => ({ title, address: addresses[i], day: day + days[i], language: languages[i] }));
};

const readValues = (r) => {
  const count = r.count();
  const slugs = r.strings(count);
  return r.strings(count).map((title, i) => ({ slug: slugs[i], title }));
};

const readColumn = (r) => r.all(r.count()).map((length) => r.all(length));

const readSpelling = (r) => {
  const count = r.count();
  return [r.sorted(count), r.all(count)];
};

export const fetcher = (base, cache = "default") => async (path) => {
  let answer;
  try {
    answer = await fetch(new URL(path, base), { cache });
  } catch {
    throw new Trouble("offline", path);
  }
  if (answer.status === 202) throw Object.assign(new Trouble("building", path), { told: (await answer.text()).slice(0, 40) });
  if (!answer.ok) throw new Trouble(answer.status < 500 ? "missing" : "offline", path);
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new Trouble("offline", path);
  }
};

const isPlain = (bytes) => String.fromCharCode(...bytes.subarray(0, 4)) === "gsx\x01";

export const unpack = async (bytes, kind, read, path = "") => {
  try {
    if (!isPlain(bytes)) {
      if (!globalThis.DecompressionStream) throw new Trouble("old", path);
      // Not by a Blob, which is slow.
      const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"));
      bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    }
    if (!isPlain(bytes) || bytes[4] !== kind.charCodeAt(0)) bad();
    const reading = new Reading(bytes.subarray(5));
    const content = read(reading);
    return reading.at === reading.bytes.length ? content : bad();
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble("damaged", path);
  }
};

// Answers.

const FEW = 10;
const COMPLETIONS = 32;
const FOREVER = 2 ** 31;

export const open = async (get) => new Index(get, await unpack(await get("root.bin"), "R", readRoot, "root.bin"));

class Index {
  constructor(get, root) {
    Object.assign(this, root, { get });
    this.parts = new Map();
    this.weights = new Float64Array(2 ** 17);
  }

  part(path, kind, read) {
    const key = kind + path;
    let part = this.parts.get(key);
    if (!part) {
      part = Promise.resolve(this.get(path)).then((bytes) => unpack(bytes, kind, read, path));
      this.parts.set(key, part);
      part.catch(() => this.parts.delete(key));
    }
    return part;
  }

  chunkOf(number) {
    return this.chunks[split(this.chunks, (chunk) => chunk.start <= number) - 1] ?? bad();
  }

  async card(number) {
    const chunk = this.chunkOf(number);
    let part = 0;
    while (part + 1 < chunk.parts && partStart(part + 1, chunk) <= number - chunk.start) part += 1;
    const cards = await this.part(this.cards[chunk.file + part], "C", (r) => readCards(r, chunk.day));
    return cards[number - chunk.start - partStart(part, chunk)] ?? bad();
  }

  values(dimension) {
    return this.part(this.valueFiles[this.dimensions.indexOf(dimension)], "V", readValues);
  }

  async place(word) {
    const path = this.ranges[split(this.keys, (key) => order(key, word) <= 0) - 1];
    if (!path) return undefined;
    const range = await this.part(path, "T", (r) => Object.assign(readRange(r, this.articles), { path }));
    const at = split(range.keys, (key) => order(key, word) <= 0) - 1;
    const block = range.blocks[at] && (await this.part(range.blocks[at], "B", readBlock));
    const first = range.first[at];
    const own = (block?.forms ?? []).map(([form, stem]) => [form, typeof stem === "string" ? stem : stem + first]);
    return { range, forms: [...own, ...range.forms] };
  }

  /** A stem's block, its place there, and its newer articles. */
  async stem({ range, ordinal }) {
    const at = split(range.first, (first) => first <= ordinal) - 1;
    const block = range.blocks[at] && (await this.part(range.blocks[at], "B", readBlock));
    return [block, ordinal - range.first[at], range.newest.get(ordinal)];
  }
  async count(stem) {
    const [block, at, newer] = await this.stem(stem);
    return (block?.counts[at] ?? 0) + (newer?.numbers.length ?? 0);
  }
  /** The articles that have a stem. */
  async postings(stem) {
    const [block, at, newer] = await this.stem(stem);
    if (!block?.gaps[at]) return newer ? [newer] : [];
    const r = new Reading(block.gaps[at]);
    const older = { numbers: r.numbers(block.counts[at], 0, stem.range.bound), classes: block.classes[at] };
    if (r.at < r.bytes.length) bad();
    return newer ? [older, newer] : [older];
  }

  /** The articles of a word, or of words that begin so; `forms` are all that is meant. */
  async find(word, isOpen = false, isLoose = false) {
    const found = { lists: [], greatest: 0, forms: new Set([word]), begun: [] };
    const place = await this.place(word);
    if (!place) return found;
    const stems = new Map();
    const add = (stem, forms) => {
      stems.set(`${stem.range.path} ${stem.ordinal}`, stem);
      for (const [form, ordinal] of forms) if (ordinal === stem.ordinal) found.forms.add(form);
    };
    for (const [form, stem] of place.forms) {
      if (form !== word) continue;
      if (typeof stem === "string") {
        const other = await this.place(stem);
        const own = other?.forms.filter(([form, stem_]) => form === stem && typeof stem_ !== "string") ?? [];
        if (!own.length) bad();
        for (const [, ordinal] of own) add({ range: other.range, ordinal }, other.forms);
        found.forms.add(stem);
      } else add({ range: place.range, ordinal: stem }, place.forms);
    }
    if (isOpen || (isLoose && !stems.size && [...word].length > 2)) {
      const more = new Map();
      for (const [form, ordinal] of place.forms) {
        if (form.startsWith(word) && form !== word && typeof ordinal !== "string" && !more.has(ordinal)) {
          more.set(ordinal, { form, range: place.range, ordinal });
        }
      }
      const counted = await Promise.all([...more.values()].map(async (stem) => ({ ...stem, count: await this.count(stem) })));
      found.begun = counted.sort((a, b) => b.count - a.count).slice(0, COMPLETIONS);
      for (const stem of found.begun) add(stem, place.forms);
    }
    found.lists = await Promise.all([...stems.values()].map((stem) => this.postings(stem)));
    const sizes = found.lists.map((lists) => lists.reduce((sum, { numbers }) => sum + numbers.length, 0));
    found.greatest = Math.max(0, ...sizes);
    found.rarities = sizes.map((size) => rarity(size, this.articles));
    return found;
  }

  marks(...all) {
    const marks = new Uint8Array(this.articles);
    for (const { numbers } of all.flatMap((found) => found.lists.flat())) for (const number of numbers) marks[number] = 1;
    return marks;
  }

  /** Adds the scores of a word to `sums`, and to `having` that articles have it. */
  add(found, best, having, sums) {
    const touched = [];
    const { weights, classes: lengths, average } = this;
    found.lists.forEach((lists, stem) => {
      for (const { numbers, classes } of lists) {
        for (let i = 0; i < numbers.length; i += 1) {
          const number = numbers[i];
          const key = classes[i] * 512 + lengths[number];
          const score = found.rarities[stem] * (weights[key] ||= weight(classes[i], lengths[number], average)) + 1;
          if (!best[number]) touched.push(number);
          if (score > best[number]) best[number] = score;
        }
      }
    });
    for (const number of touched) {
      having[number] += 1;
      sums[number] += best[number] - 1;
      best[number] = 0;
    }
    return touched;
  }

  /** Whether an article has what it must have beside words, and not what it must not. */
  async limits(query, days) {
    const wanted = new Map();
    for (const [dimension, value] of query.filters) {
      const filter = (slug) => this.find(`\u0001${dimension}:${slug}`);
      let all = [await filter(value)];
      if (!all[0].lists.length) all = await Promise.all((await this.slugs(dimension, value)).map(filter));
      wanted.set(dimension, [...(wanted.get(dimension) ?? []), ...all]);
    }
    const lists = [...wanted.values()].map((all) => this.marks(...all));
    if (days) lists.push(await this.between(days));
    const excluded = await Promise.all(query.excluded.map(async (group) => {
      const marks = (await Promise.all(group.map((word) => this.find(word)))).map((found) => this.marks(found));
      return marks.reduce((all, own) => all.map((mark, i) => mark & own[i]));
    }));
    return (number) => lists.every((marks) => marks[number]) && !excluded.some((marks) => marks[number]);
  }

  async slugs(dimension, value) {
    const wanted = words(value);
    if (!wanted.length) return [];
    const all = await this.values(dimension);
    return all.filter(({ title }) => {
      const own = words(title);
      return wanted.every((word) => own.includes(word));
    }).map(({ slug }) => slug);
  }

  async between([from, to]) {
    const marks = new Uint8Array(this.articles);
    await Promise.all(this.chunks.map(async (chunk, at) => {
      const last = this.chunks[at + 1]?.day ?? FOREVER - 1;
      if (chunk.day > to || last < from) return;
      if (chunk.day >= from && last <= to) marks.fill(1, chunk.start, chunk.end);
      else {
        for (let number = chunk.start; number < chunk.end; number += 1) {
          const { day } = await this.card(number);
          if (day >= from && day <= to) marks[number] = 1;
        }
      }
    }));
    return marks;
  }

  /** All that a query finds. */
  async rank(query, days, orAll) {
    const needed = [...new Set(query.phrases.flat())];
    const asked = new Map();
    query.words.forEach((word, i) => {
      if (!asked.has(word) && !needed.includes(word)) asked.set(word, query.open && i + 1 === query.words.length);
    });
    const [found, required, allow] = await Promise.all([
      Promise.all([...asked].map(async ([word, isOpen]) => ({ word, ...(await this.find(word, isOpen, true)) }))),
      Promise.all(needed.map((word) => this.find(word, false, true))),
      this.limits(query, days),
    ]);
    found.sort((a, b) => order(a.word, b.word));
    const isCommon = ({ greatest }) => 2 * greatest > this.articles;
    const isUnknown = ({ lists }) => !lists.some((own) => own.some(({ numbers }) => numbers.length));
    const unknown = [
      ...needed.filter((_, i) => isUnknown(required[i])),
      ...found.filter(isUnknown).map(({ word }) => word),
    ];
    const rare = found.filter((one) => !isCommon(one));
    const wanted = rare.length || needed.length ? rare : found;
    const common = found.filter((one) => !wanted.includes(one)).map(({ word }) => word);
    const forms = new Set(wanted.concat(required).flatMap((one) => [...one.forms]));
    const begun = found.find(({ word }) => asked.get(word))?.begun ?? [];
    const free = !wanted.length && !needed.length;
    const result = { all: 0, numbers: [], common, unknown, forms, begun, dated: !query.words.length && !needed.length };
    if (free && !query.filters.length && !days && !orAll) return result;
    const [size, need] = [this.articles, needed.length];
    const [matched, has] = [new Uint8Array(size), new Uint8Array(size)];
    const [sums, best] = [new Float64Array(size), (this.best ??= new Float64Array(size))];
    const some = required.map((one) => this.add(one, best, has, sums));
    const more = wanted.map((one) => this.add(one, best, matched, sums));
    let numbers = [];
    const look = (number) => {
      if ((free || (has[number] === need && (need || matched[number]))) && allow(number)) numbers.push(number);
    };
    const few = need ? some[0] : more.length === 1 && more[0];
    if (few && few.length < size / 20) new Uint32Array(few).sort().forEach(look);
    else for (let number = 0; number < size; number += 1) look(number);
    const whole = numbers.filter((number) => matched[number] === wanted.length);
    if (whole.length >= FEW) numbers = whole;
    return Object.assign(result, { all: whole.length, numbers, matched, sums });
  }

  /** The results from one to another; `each` gets them in order, as soon as they are there. */
  async hits(result, sort, offset, limit, each) {
    const end = offset + limit;
    let numbers;
    if (sort === "oldest") numbers = await this.byDate(result.numbers, end, 1);
    else if (sort === "newest" || result.dated) numbers = await this.byDate(result.numbers, end, -1);
    else numbers = top(result, end);
    const cards = numbers.slice(offset, end).map(async (number) => {
      const card = await this.card(number);
      const address = card.address.replace("\0", () => words(card.title).join("-"));
      return { ...card, address, number, score: result.sums?.[number] ?? 0, language: this.languages[card.language] ?? "" };
    });
    const all = Promise.all(cards);
    if (each) await Promise.all([all, cards.reduce(async (before, card) => (await before, each(await card)), undefined)]);
    return all;
  }

  async byDate(numbers, end, sign) {
    const groups = new Map();
    for (const number of sign > 0 ? numbers : [...numbers].reverse()) {
      const { start } = this.chunkOf(number);
      if (!groups.has(start)) groups.set(start, []);
      groups.get(start).push(number);
    }
    const sorted = [];
    for (const group of groups.values()) {
      if (sorted.length >= end) break;
      const dated = await Promise.all(group.map(async (number) => [(await this.card(number)).day, number]));
      dated.sort((a, b) => sign * (a[0] - b[0] || a[1] - b[1]));
      sorted.push(...dated.map(([, number]) => number));
    }
    return sorted;
  }

  /** The values of a dimension that results have, with counts. */
  async facets(result, dimension) {
    const at = this.dimensions.indexOf(dimension);
    if (at < 0) return [];
    const values = await this.values(dimension);
    const counts = values.map(() => 0);
    const needed = new Set(result.numbers.map((number) => Math.floor(number / this.column)));
    const columns = new Map(await Promise.all([...needed].map(async (column) =>
      [column, await this.part(this.columns[at * this.each + column], "F", readColumn)])));
    for (const number of result.numbers) {
      for (const value of columns.get(Math.floor(number / this.column))[number % this.column] ?? []) counts[value] += 1;
    }
    const facets = values.map(({ slug, title }, i) => ({ slug, title, count: counts[i] })).filter(({ count }) => count);
    return facets.sort((a, b) => b.count - a.count || order(a.slug, b.slug));
  }

  /** What was meant by a word that no article has. */
  async suggest(word) {
    const most = Math.min(2, Math.floor([...word].length / 3));
    if (!most || this.spelling === NONE) return undefined;
    const [forms, logarithms] = await this.part(this.spelling, "S", readSpelling);
    let [found, least] = [undefined, [most + 1, 0]];
    forms.forEach((form, i) => {
      const away = distance(word, form, least[0]);
      if (away < least[0] || (away === least[0] && away <= most && logarithms[i] > least[1])) {
        [found, least] = [form, [away, logarithms[i]]];
      }
    });
    return found;
  }
}

const top = ({ numbers, matched, sums }, end) => {
  const top = [];
  const isBetter = (a, b) => matched[a] > matched[b] || (matched[a] === matched[b] && sums[a] > sums[b]);
  for (let i = numbers.length - 1; i >= 0; i -= 1) {
    const number = numbers[i];
    if (top.length >= end && !isBetter(number, top[end - 1])) continue;
    top.splice(split(top, (other) => !isBetter(number, other)), 0, number);
    top.length = Math.min(end, top.length);
  }
  return top;
};

/** How many letters differ, are missing, added or exchanged, up to `most`. */
export const distance = (one, other, most) => {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[], b.map((_, i) => i)];
  last.push(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Array(b.length + 1).fill(most + 1);
    row[0] = i;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
};

// The page.

const PART = "[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}'’ʼ]*";
const RUN = new RegExp(`${PAIRED}{1,2}|${PART}(?:[.,]${PART})*`, "gu");
const PAGE = 10;
// How many articles are looked into for each result that is to have a phrase.
const LOOK = 5;

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick });

const start = (form) => {
  const part = (name) => document.getElementById(`search--${name}`);
  const [field, status, found, notes, hits, more, sort, options] =
    ["field", "status", "found", "notes", "hits", "more", "sort", "options"].map(part);
  const limits = { from: part("from"), to: part("to") };
  const texts = form.dataset;
  const language = document.documentElement.lang;
  // As seen from this page, whatever path the site is below.
  const base = texts.index && new URL(texts.index, form.action);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (value) => value.toLocaleString(language);
  const dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });

  // The lists: what has the words in its name.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = [...document.querySelectorAll(".finder")];
  const names = new Map(groups.flatMap((group) =>
    [...group.querySelectorAll("li")].map((item) => [item, plain(item.querySelector("a")?.textContent ?? "")])));
  const narrow = (text, keepAll) => {
    const wanted = plain(text).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const [item, name] of names) {
      item.matched = wanted.length > 0 && wanted.every((word) => name.includes(word));
      count += item.matched;
    }
    const all = !count && keepAll;
    document.querySelector(".search > .about")?.toggleAttribute("hidden", !all);
    for (const item of names.keys()) {
      item.hidden = !all && !item.matched && ![...item.querySelectorAll("li")].some((below) => below.matched);
      item.classList.toggle("found", item.matched);
    }
    for (const group of groups) group.hidden = !all && !group.querySelector("li.found");
    return count;
  };

  // What is asked for.
  let shown = PAGE;
  const state = () => ({ q: field.value.trim() && field.value, sort: sort.value, from: limits.from.value, to: limits.to.value });
  const address = () => {
    const kept = Object.entries(state()).filter(([, value]) => value);
    return location.pathname + (kept.length ? `?${new URLSearchParams(kept)}` : "");
  };
  const restore = () => {
    const kept = new URLSearchParams(location.search);
    field.value = kept.get("q") ?? "";
    sort.value = /^(newest|oldest)$/.test(kept.get("sort")) ? kept.get("sort") : "";
    for (const [name, limit] of Object.entries(limits)) limit.value = kept.get(name) ?? "";
    shown = PAGE;
  };
  const day = (limit, open) => (limit.value ? Math.floor(Date.parse(limit.value) / 864e5) : open);
  const days = () => (limits.from.value || limits.to.value ? [day(limits.from, -FOREVER), day(limits.to, FOREVER - 1)] : undefined);

  let opened;
  /** Once more with everything fetched anew if files are gone or damaged, as after a deploy. */
  const use = async (act, cache) => {
    try {
      return await act(await (opened ??= open(fetcher(base, cache))));
    } catch (error) {
      opened = undefined;
      if (cache || /offline|old|building/.test(error.kind)) throw error;
      return use(act, "reload");
    }
  };

  let [stop, last] = [new AbortController()];
  const run = async (push, isMore) => {
    if (push !== undefined && address() !== location.pathname + location.search) {
      try {
        history[push ? "pushState" : "replaceState"](null, "", address());
      } catch { /* Browsers take only so many a minute. */ }
    }
    if (!isMore) {
      stop.abort();
      stop = new AbortController();
    }
    const { signal } = stop;
    const { q, sort: by } = state();
    if (!q && !days()) {
      [found.hidden, status.textContent, last] = [true, "", undefined];
      suggest([]);
      narrow("", true);
      return;
    }
    if (!base) {
      const named = narrow(q, true);
      status.textContent = named ? fill(texts.found, { n: number(named) }) : texts.none;
      return;
    }
    if (!last) narrow("");
    const slow = setTimeout(() => signal.aborted || (status.textContent = texts.busy), 400);
    try {
      await use(async (searcher) => {
        const query = parse(q, searcher.dimensions);
        const answer = { searcher, query, result: await searcher.rank(query, days()), list: [], looked: 0 };
        const { numbers } = answer.result;
        const step = query.phrases.length ? PAGE : shown;
        const put = (...cards) => {
          if (signal.aborted) return;
          answer.list.push(...cards);
          if (last !== answer && !isMore) hits.replaceChildren();
          last = answer;
          found.hidden = false;
          hits.append(...answer.list.slice(hits.children.length).map(hit));
        };
        do {
          // Without a phrase to look for, the first results need not wait for the last.
          const hasPhrase = query.phrases.length > 0;
          const some = await searcher.hits(answer.result, by, answer.looked, step, hasPhrase ? undefined : put);
          if (hasPhrase) {
            const has = await Promise.all(some.map((card) => hasPhrases(card, query.phrases, signal)));
            put(...some.filter((_, i) => has[i]));
          } else if (!some.length) put();
          if (signal.aborted) return;
          answer.looked = Math.min(answer.looked + step, numbers.length);
          show();
        } while (answer.list.length < shown && answer.looked < Math.min(numbers.length, LOOK * shown));
      }).finally(() => clearTimeout(slow));
      if (signal.aborted) return;
      if (isMore) return;
      suggest(document.activeElement === field && push === false ? last.result.begun.slice(0, 6) : []);
      for (const facet of facets) if (facet.open) count(facet);
      await correct(signal);
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  };

  const fail = (error) => {
    found.hidden = true;
    suggest([]);
    if (error.kind === "building") {
      status.textContent = `${texts.building} ${error.told}`;
      setTimeout(run, 300);
      return;
    }
    narrow("", true);
    status.textContent = error.kind === "old" ? texts.old : /offline|missing/.test(error.kind) ? texts.failed : texts.damaged;
    if (error.kind !== "old") {
      status.append(" ", button(texts.retry, () => (field.focus(), run())));
    }
  };

  // How words are written that the index has without marks.
  const written = new Map();
  const folded = new Map();
  const read = (run) => {
    if (!folded.has(run)) {
      if (folded.size > 5e4) folded.clear();
      folded.set(run, words(run));
      const [word, other] = folded.get(run);
      if (!other && !written.has(word)) written.set(word, run);
    }
    return folded.get(run);
  };
  const marks = (text, forms) => {
    const nodes = [];
    let end = 0;
    for (const { 0: run, index: at } of text.matchAll(RUN)) {
      if (!read(run).some((word) => forms.has(word))) continue;
      nodes.push(text.slice(end, at), make("mark", { textContent: run }));
      end = at + run.length;
    }
    return [...nodes, text.slice(end)];
  };
  /** A text as nodes, with the words found marked, and those with a hyphen each on one line. */
  const marked = (text, forms) => text.split(/(\S+[-–]\S+)/)
    .flatMap((part, i) => (i % 2 ? make("span", { className: "whole" }, ...marks(part, forms)) : marks(part, forms)));

  const show = () => {
    const { query, result, list, looked } = last;
    const { all, common, unknown, numbers } = result;
    const isPart = query.phrases.length > 0 && looked < numbers.length;
    const total = query.phrases.length ? list.length : numbers.length;
    more.hidden = looked >= numbers.length;
    status.textContent = isPart ? fill(texts.part, { n: number(total), of: number(looked), all: number(numbers.length) })
      : total ? fill(texts.found, { n: number(total) }) : texts.none;
    const note = [];
    if (!total && !isPart) note.push(texts.help);
    if (numbers.length > all) note.push(fill(texts.some, { n: number(all) }));
    if (query.phrases.length && numbers.length > total) note.push(texts.apart);
    if (common.length) note.push(fill(texts.common, { words: common.join(", ") }));
    if (unknown.length) note.push(fill(texts.unknown, { words: unknown.join(", ") }));
    notes.replaceChildren(...note.map((textContent) => make("p", { textContent })));
    if (!narrow(field.value) && !total && !isPart) narrow("", true);
    for (const facet of facets) {
      facet.hidden = !last.searcher.dimensions.includes(facet.dataset.dimension) || !(numbers.length || query.filters.length || days());
    }
    sort.closest("label").hidden = !numbers.length;
    const narrowed = query.filters.length + Boolean(days());
    part("active")?.replaceChildren(narrowed ? `(${narrowed})` : "");
    more.onclick = () => {
      const before = hits.children.length;
      shown += PAGE;
      run(undefined, true).then(() => hits.children[before]?.querySelector("a").focus());
    };
  };

  const at = (card) => new URL(`./${card.address}`, new URL("../../", base)).href;
  const hit = (card) => {
    const { result, query } = last;
    const href = at(card);
    const item = make("li", { className: "card" }, make("h3", {}, make("a", { href }, ...marked(card.title, result.forms))));
    const time = make("time", { textContent: dates.format(card.day * 864e5) });
    time.dateTime = new Date(card.day * 864e5).toISOString().slice(0, 10);
    item.append(make("p", { className: "meta" }, time));
    if (card.language && card.language !== language) {
      [item.lang, item.dir] = [card.language, "auto"];
      const name = new Intl.DisplayNames(language, { type: "language", fallback: "code" }).of(card.language);
      item.lastChild.append(" ", make("span", { textContent: name, lang: language }));
    }
    quote(item, href, result.forms, query, stop.signal).catch(() => {});
    return item;
  };

  const pages = new Map();
  /** The text of an article's page, in parts. */
  const page = (href, signal) => {
    if (!pages.has(href)) {
      if (pages.size > 999) pages.clear();
      const text = fetch(href, { signal, priority: "low" }).then(async (answer) => {
        if (!answer.ok) throw new Trouble("missing", href);
        const html = new DOMParser().parseFromString(await answer.text(), "text/html");
        const story = html.querySelector(".story") ?? html.querySelector("main") ?? html.body;
        for (const out of story.querySelectorAll("script, style, noscript, svg, .story > footer > :not(.facts)")) out.remove();
        for (const block of story.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, dt, dd, td, th, br, div, pre, figcaption")) block.after(" ");
        const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();
        const summary = html.querySelector(".standfirst")?.textContent ?? html.querySelector("meta[name=description]")?.content;
        const whole = [story.textContent, summary ?? ""];
        for (const out of story.querySelectorAll("figure, iframe, .footnotes")) out.remove();
        const said = clean((story.querySelector(".text") ?? story).textContent);
        return [clean(summary), said, whole, clean(html.querySelector(".dates time")?.textContent)];
      });
      text.catch(() => pages.delete(href));
      pages.set(href, text);
    }
    return pages.get(href);
  };

  /** Adds what the article's page has of the words. */
  const quote = async (item, href, forms, query, signal) => {
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    if (signal.aborted) return;
    const [summary, text, , date] = await page(href, signal);
    if (signal.aborted) return;
    const meta = item.querySelector(".meta");
    // As the site writes it.
    if (date && !item.lang) meta.firstChild.textContent = date;
    fitted(meta, "summary", summary, forms);
    fitted(meta, "quote", excerpt(text, forms, query.phrases), forms);
  };

  /** Puts a paragraph before another: as much of a text as has room, cut between words. */
  const fitted = (before, className, text, forms) => {
    if (!text) return;
    const paragraph = make("p", { className });
    before.before(paragraph);
    const fits = (text) => {
      paragraph.replaceChildren(...marked(text, forms));
      return paragraph.scrollHeight <= paragraph.clientHeight;
    };
    if (fits(text)) return;
    const ends = [...text.matchAll(/[\s,;:.–—]*\s|(?<=\p{sc=Hani}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Thai})/gu)].map(({ index }) => index);
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (fits(`${text.slice(0, ends[middle])} …`)) low = middle;
      else high = middle - 1;
    }
    if (ends.length) fits(`${text.slice(0, ends[low])} …`);
  };

  /** Whether the words of each phrase stand side by side in an article, of which the index knows nothing. */
  const hasPhrases = async (card, phrases, signal) => {
    if (!phrases.length) return true;
    const [, , whole] = await page(at(card), signal).catch(() => []);
    const said = whole?.map((text) => ` ${words(text).join(" ")} `);
    // A page that cannot be read may have them.
    return !said || phrases.every((phrase) => said.some((text) => text.includes(` ${phrase.join(" ")} `)));
  };

  /** The part of a text that has the most of the words. */
  const excerpt = (text, forms, phrases) => {
    const runs = [...text.matchAll(RUN)];
    const own = runs.map(([run]) => read(run));
    const at = own.flatMap((read, i) => (read.some((word) => forms.has(word)) ? [i] : []));
    const isPhrase = (i) => phrases.some((phrase) => phrase.every((word, n) => own[i + n]?.[0] === word));
    let [from, most] = [-1, 0];
    for (const [n, i] of at.entries()) {
      const near = at.slice(n, n + 20).filter((other) => other < i + 20);
      const value = new Set(near.flatMap((other) => own[other])).size + 8 * isPhrase(i);
      if (value > most) [from, most] = [i, value];
    }
    if (from < 0) return "";
    const [first, end] = [Math.max(0, from - 4), Math.min(runs.length, from + 24) - 1];
    const to = runs[end].index + runs[end][0].length;
    const cut = text.slice(runs[first].index, Math.min(to, runs[first].index + 300));
    return (first ? "… " : "") + cut + (to < text.length - 1 ? " …" : ".");
  };

  /** Asks whether other words were meant. */
  const correct = async (signal) => {
    const { searcher, result } = last;
    const meant = new Map();
    for (const word of result.unknown.slice(0, 4)) {
      const form = await searcher.suggest(word).catch(() => undefined);
      if (form) meant.set(word, written.get(form) ?? form);
    }
    if (signal.aborted || !meant.size) return;
    const text = field.value.replace(RUN, (run) => {
      const own = words(run);
      return own.length === 1 && meant.has(own[0]) ? meant.get(own[0]) : run;
    });
    if (text === field.value) return;
    const link = button(text, () => ((field.value = text), field.focus(), go()));
    link.className = "meant";
    const [asked, mark = ""] = texts.meant.split(/(?=\?$)/);
    notes.prepend(make("p", {}, `${asked} `, link, mark));
  };

  // Completion (ARIA Authoring Practices: combobox).

  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": false, "aria-controls": options.id })
    .forEach(([name, value]) => field.setAttribute(name, value));
  const choose = (option) => {
    for (const other of options.children) other.setAttribute("aria-selected", other === option);
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const chosen = () => options.querySelector("[aria-selected=true]");
  const suggest = (begun) => {
    const whole = [...field.value.matchAll(RUN)].at(-1);
    const before = field.value.slice(0, whole?.index ?? 0);
    options.replaceChildren(...begun.map(({ form }, i) => {
      const option = make("li", { id: `search--option-${i}`, textContent: before + (written.get(form) ?? form) });
      option.setAttribute("role", "option");
      option.onmousedown = (event) => event.preventDefault();
      option.onclick = () => take(option);
      return option;
    }));
    options.hidden = !begun.length;
    field.setAttribute("aria-expanded", !options.hidden);
    choose(null);
  };
  const take = (option) => {
    field.value = `${option.textContent} `;
    go();
  };

  // Facets.

  const facets = [...document.querySelectorAll(".facet")];
  const isIn = (query, key, slug) => query.filters.some(([dimension, value]) => dimension === key && value === slug);
  const toggle = (key, slug, on) => {
    const filter = `${key}:${slug}`;
    const others = field.value.split(/(\s+)/).filter((token) => token !== filter).join("").trimStart();
    field.value = on ? `${filter} ${others}` : others;
    go();
  };
  /** Counts the values of a dimension. They are alternatives: those chosen do not narrow this count. */
  const count = async (facet) => {
    const { dimension } = facet.dataset;
    const [asked, isYear] = [last, dimension === "year"];
    const box = facet.querySelector(".values");
    try {
      const others = { ...asked.query, filters: asked.query.filters.filter(([key]) => key !== dimension) };
      const isSame = others.filters.length === asked.query.filters.length && !(isYear && days());
      const values = await use(async (searcher) => {
        const result = isSame ? asked.result : await searcher.rank(others, isYear ? undefined : days(), true);
        return searcher.facets(result, dimension);
      });
      if (asked !== last) return;
      const focused = box.contains(document.activeElement) && document.activeElement.value;
      box.replaceChildren(...(isYear ? bars(values) : boxes(dimension, values, asked.query, facet.whole)));
      if (values.length > 12 && !facet.whole && !isYear) box.append(button(texts.all, () => ((facet.whole = true), count(facet))));
      if (focused) [...box.querySelectorAll("input, button")].find(({ value }) => value === focused)?.focus();
    } catch {
      if (asked === last) box.replaceChildren(make("p", { textContent: texts.failed }));
    }
  };
  const boxes = (key, values, query, whole) => {
    const shown = whole ? values : values.filter(({ slug }, i) => i < 12 || isIn(query, key, slug));
    return shown.map(({ slug, title, count }) => {
      const input = make("input", { type: "checkbox", value: slug, checked: isIn(query, key, slug) });
      input.onchange = () => toggle(key, slug, input.checked);
      return make("label", {}, input, ` ${title} `, make("span", { className: "count", textContent: number(count) }));
    });
  };
  const bars = (values) => {
    const counts = new Map(values.map(({ slug, count }) => [Number(slug), count]));
    const [from, to, most] = [Math.min(...counts.keys()), Math.max(...counts.keys()), Math.max(...counts.values())];
    const all = [];
    for (let year = from; year <= to && all.length < 200; year += 1) {
      const [first, end, n] = [`${year}-01-01`, `${year}-12-31`, counts.get(year) ?? 0];
      const isPressed = limits.from.value === first && limits.to.value === end;
      const bar = button("", () => {
        [limits.from.value, limits.to.value] = isPressed ? ["", ""] : [first, end];
        go();
      });
      Object.assign(bar, { value: year, disabled: !n });
      bar.append(make("span", { textContent: year }), make("span", { className: "unseen", textContent: ": " }),
        make("span", { className: "count", textContent: number(n) }));
      bar.setAttribute("aria-pressed", isPressed);
      bar.style.setProperty("--part", n / most);
      all.push(bar);
    }
    return [make("div", { className: "bars" }, ...all)];
  };

  // What readers do.

  let timer;
  const go = () => {
    clearTimeout(timer);
    shown = PAGE;
    return run(true);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    shown = PAGE;
    timer = setTimeout(run, 120, false);
  });
  // Most who come here search: what every search needs first is there by then.
  const prepare = () => base && use(() => {}).catch(() => {});
  if (!navigator.connection?.saveData) (globalThis.requestIdleCallback ?? setTimeout)(prepare);
  field.addEventListener("focus", prepare, { once: true });
  field.addEventListener("blur", () => suggest([]));
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (options.hidden || event.isComposing) return;
    if (step) {
      const all = [null, ...options.children];
      choose(all.at((all.indexOf(chosen()) + step) % all.length));
    } else if (event.key === "Escape") suggest([]);
    else if (event.key === "Enter" && chosen()) take(chosen());
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go().then(() => base || document.querySelector(".finder li.found a")?.focus());
  });
  for (const control of [sort, limits.from, limits.to]) control.addEventListener("change", go);
  for (const facet of facets) facet.addEventListener("toggle", () => facet.open && last && count(facet));
  addEventListener("popstate", () => (restore(), run()));
  part("off")?.remove();
  part("filters")?.toggleAttribute("open", matchMedia("(min-width: 64rem)").matches);
  restore();
  run();
};

const form = globalThis.document?.getElementById("search--form");
if (form) start(form);
