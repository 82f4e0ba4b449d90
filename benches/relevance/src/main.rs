//! How near the answers of a search index are to exact BM25, and to tantivy's.
//!
//! `relevance DOCUMENTS SITE [--queries N] [--seed N] [--export FILE]` reads the articles of a site, one JSON object a line as
//! `benches/pages.py` makes them, and asks the index in the folder SITE seeded queries. It prints, as JSON, which part of the ten best it
//! shows. Documents as good as the tenth are right in its place. `--export` writes for each query which articles are right, to judge
//! others by.

mod documents;
mod queries;
mod reference;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Instant;

use generate_search::{Options, Query, Searcher};
use serde_json::{Value, json};

use documents::Archive;
use queries::{Asked, queries};
use reference::{Answer, Builder, Reference, Scoring};

/// How many results are compared.
const TOP: usize = 10;

struct Arguments {
    documents: PathBuf,
    site: PathBuf,
    queries: usize,
    seed: u64,
    export: Option<PathBuf>,
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let usage = "usage: relevance DOCUMENTS SITE [--queries N] [--seed N] [--export FILE]";
    let mut given = std::env::args().skip(1);
    let documents = given.next().ok_or(usage)?.into();
    let site = given.next().ok_or(usage)?.into();
    let mut arguments = Arguments { documents, site, queries: 500, seed: 1, export: None };
    while let Some(option) = given.next() {
        let value = given.next().ok_or(usage)?;
        match &*option {
            "--queries" => arguments.queries = value.parse()?,
            "--seed" => arguments.seed = value.parse()?,
            "--export" => arguments.export = Some(value.into()),
            _ => return Err(usage.into()),
        }
    }
    Ok(arguments)
}

/// What two answers have in common, over many queries.
#[derive(Default)]
struct Sum {
    queries: usize,
    overlap: f64,
}

impl Sum {
    fn add(&mut self, overlap: f64) {
        self.queries += 1;
        self.overlap += overlap;
    }

    fn percent(&self) -> Value {
        json!({ "queries": self.queries, "percent": 100.0 * self.overlap / (self.queries as f64).max(1.0) })
    }
}

/// Which part of `shown` is right.
fn overlap(shown: &[u32], right: &Answer) -> Option<f64> {
    let limit = right.limit(TOP)?;
    let wanted = TOP.min(right.ranked.len());
    let count = shown.iter().take(TOP).filter(|document| right.is_best(**document, limit)).count();
    Some(count.min(wanted) as f64 / wanted as f64)
}

/// Which part of the ten best can be shown where documents that the index scores alike stand in another order; it has them by date.
fn tied_overlap(
    searcher: &Searcher<'_>,
    query: &Query,
    archive: &Archive,
    right: &Answer,
) -> Result<Option<f64>, Box<dyn Error>> {
    let Some(limit) = right.limit(TOP) else { return Ok(None) };
    let wanted = TOP.min(right.ranked.len());
    let mut count = 4 * TOP;
    let hits = loop {
        let hits = searcher.search(query, &Options { limit: count, ..Options::default() })?.hits;
        let last = hits.get(TOP - 1).map_or(0, |hit| hit.score);
        if hits.len() < count || hits.last().is_none_or(|hit| hit.score != last) {
            break hits;
        }
        count *= 4;
    };
    let last = hits.get(TOP - 1).map_or(0, |hit| hit.score);
    let better = hits.iter().take(TOP).take_while(|hit| hit.score != last).count();
    let mut counts = [0, 0];
    for (at, hit) in hits.iter().enumerate().take_while(|(at, hit)| *at < TOP || hit.score == last) {
        counts[usize::from(at >= better)] += usize::from(right.is_best(place(archive, &hit.address)?, limit));
    }
    let found = counts[0] + counts[1].min(TOP - better);
    Ok(Some(found.min(wanted) as f64 / wanted as f64))
}

/// The documents that each filter allows.
fn filtered(
    searcher: &Searcher<'_>,
    archive: &Archive,
) -> Result<HashMap<String, HashSet<u32>>, Box<dyn Error>> {
    let everything = Options { days: Some((i32::MIN, i32::MAX)), limit: usize::MAX, ..Options::default() };
    let mut filters = HashMap::new();
    for dimension in searcher.dimensions() {
        for (slug, ..) in searcher.facets(&Query::default(), &everything, dimension)?.into_iter().take(6) {
            let filter = format!("{dimension}:{slug}");
            let query = Query::parse(&filter, searcher.dimensions());
            let found = searcher.search(&query, &Options { limit: usize::MAX, ..Options::default() })?;
            let places = found.hits.iter().map(|hit| place(archive, &hit.address));
            filters.insert(filter, places.collect::<Result<_, _>>()?);
        }
    }
    Ok(filters)
}

fn place(archive: &Archive, address: &str) -> Result<u32, Box<dyn Error>> {
    archive.places.get(address).copied().ok_or_else(|| format!("{address} is not among the documents").into())
}

/// One query, answered in three ways.
struct Compared {
    index: Option<f64>,
    /// With ties of the index in any order.
    index_tied: Option<f64>,
    index_to_tantivy: Option<f64>,
    tantivy: Option<f64>,
    /// Where the number of results differs: the query, theirs, ours.
    miscounted: Option<Value>,
    exported: Value,
}

fn compare(
    (searcher, reference, archive): (&Searcher<'_>, &Reference, &Archive),
    filters: &HashMap<String, HashSet<u32>>,
    asked: &Asked,
    addresses: &[&str],
) -> Result<Compared, Box<dyn Error>> {
    let query = Query::parse(&asked.text, searcher.dimensions());
    let results = searcher.search(&query, &Options { limit: TOP, ..Options::default() })?;
    let shown: Vec<u32> =
        results.hits.iter().map(|hit| place(archive, &hit.address)).collect::<Result<_, _>>()?;
    let own: Vec<&HashSet<u32>> =
        query.filters.iter().filter_map(|(key, value)| filters.get(&format!("{key}:{value}"))).collect();
    let allow = |document: u32| own.iter().all(|filter| filter.contains(&document));
    let exact = reference.answer(archive, &query, Scoring::Exact, &allow)?;
    let tantivy = reference.answer(archive, &query, Scoring::Tantivy, &allow)?;
    let mut best: Vec<u32> = tantivy.ranked.keys().copied().collect();
    best.sort_by(|one, other| {
        let (a, b) = (tantivy.ranked[one], tantivy.ranked[other]);
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(other.cmp(one))
    });
    let counts = (results.all, results.total);
    let expected = (exact.all, exact.ranked.len());
    let right = exact.limit(TOP).map(|limit| {
        let right = exact.ranked.keys().filter(|document| exact.is_best(**document, limit));
        let mut right: Vec<&str> = right.map(|document| addresses[*document as usize]).collect();
        right.sort_unstable();
        right
    });
    Ok(Compared {
        index: overlap(&shown, &exact),
        index_tied: tied_overlap(searcher, &query, archive, &exact)?,
        index_to_tantivy: overlap(&shown, &tantivy),
        tantivy: overlap(&best, &exact),
        miscounted: (counts != expected).then(|| json!([asked.text, expected, counts])),
        exported: json!({ "query": asked.text.trim_end(), "kind": asked.kind, "right": right, "wanted": TOP.min(exact.ranked.len()) }),
    })
}

fn run(arguments: &Arguments) -> Result<Value, Box<dyn Error>> {
    let start = Instant::now();
    let mut builder = Builder::new()?;
    let input = BufReader::new(File::open(&arguments.documents)?);
    let archive = Archive::read(input, |fields| builder.add(fields))?;
    let reference = builder.finish()?;
    let seconds = start.elapsed().as_secs_f64();
    let fetch = |path: &str| fs::read(Path::new(&arguments.site).join(path));
    let searcher = Searcher::open(&fetch)?;
    if searcher.len() != archive.lengths.len() {
        return Err(
            format!("{} articles in the index, {} documents", searcher.len(), archive.lengths.len()).into()
        );
    }
    let filters = filtered(&searcher, &archive)?;
    let mut names: Vec<String> = filters.keys().cloned().collect();
    names.sort();
    let mut addresses = vec![""; archive.lengths.len()];
    archive.places.iter().for_each(|(address, place)| addresses[*place as usize] = address);
    let [mut index, mut tied, mut to_tantivy, mut tantivy, mut filtered] =
        std::array::from_fn(|_| Sum::default());
    let (mut kinds, mut miscounted, mut exported) = (BTreeMap::<&str, Sum>::new(), Vec::new(), Vec::new());
    for asked in queries(&archive, &names, arguments.queries, arguments.seed) {
        let compared = compare((&searcher, &reference, &archive), &filters, &asked, &addresses)?;
        miscounted.extend(compared.miscounted);
        exported.push(compared.exported);
        // What finds nothing says nothing.
        compared.index.into_iter().for_each(|overlap| index.add(overlap));
        if let Some(overlap) = compared.index_tied {
            kinds.entry(asked.kind).or_default().add(overlap);
            if asked.has_filter {
                filtered.add(overlap);
            }
        }
        compared.index_tied.into_iter().for_each(|overlap| tied.add(overlap));
        compared.index_to_tantivy.into_iter().for_each(|overlap| to_tantivy.add(overlap));
        compared.tantivy.into_iter().for_each(|overlap| tantivy.add(overlap));
    }
    if let Some(path) = &arguments.export {
        fs::write(path, serde_json::to_string(&exported)?)?;
    }
    let kinds: BTreeMap<&str, Value> = kinds.iter().map(|(kind, sum)| (*kind, sum.percent())).collect();
    Ok(json!({
        "articles": archive.lengths.len(),
        "queries": arguments.queries,
        "index_to_exact": index.percent(),
        "index_to_exact_with_ties": tied.percent(),
        "index_to_tantivy": to_tantivy.percent(),
        "tantivy_to_exact": tantivy.percent(),
        "filtered": filtered.percent(),
        "kinds": kinds,
        "miscounted": { "queries": miscounted.len(), "first": miscounted.into_iter().take(5).collect::<Vec<_>>() },
        "tantivy_seconds": seconds,
    }))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{:#}", run(&arguments()?)?);
    Ok(())
}
