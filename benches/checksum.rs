//! Checksums, measured: what the manifest's BLAKE3 costs for files of the sizes that a site has, beside SHA-256.
//!
//! `cargo bench --bench checksum` prints the figures; nothing is asserted. `RUSTFLAGS='--cfg sha2_256_backend="soft"'` shows SHA-256
//! as on a processor without instructions for it.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use generate::write::sum::Sum;
use sha2::{Digest, Sha256};

/// Sizes in bytes: a redirect page, a feed, an article, a list of cards, a picture.
const SIZES: [usize; 5] = [900, 2_500, 9_000, 30_000, 300_000];

fn checksums(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("checksum");
    for size in SIZES {
        let bytes: Vec<u8> = (0..size).map(|index| ((index * 7) >> 2) as u8).collect();
        group.throughput(Throughput::Bytes(size as u64));
        let mut measure = |name, sum: &dyn Fn(&[u8]) -> u8| {
            group.bench_with_input(BenchmarkId::new(name, size), &bytes, |bencher, bytes| {
                bencher.iter(|| sum(black_box(bytes)));
            });
        };
        measure("blake3", &|bytes| Sum::of(bytes).as_bytes()[0]);
        measure("sha256", &|bytes| Sha256::digest(bytes)[0]);
    }
    group.finish();
}

criterion_group!(benches, checksums);
criterion_main!(benches);
