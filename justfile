# The project's commands; `just` lists them.

_default:
    @just --list

# Installs what the tests need (Debian)
setup:
    scripts/setup

# Previews the demonstration archive
serve:
    cargo run --release -- serve

# Builds the demonstration archive into public/
build:
    cargo run --release -- build

# The Rust tests whose names contain NAME
test NAME="":
    cargo test --locked --all-targets -- {{NAME}}

# Every test, in a browser too
test-all:
    scripts/test

# The long form of every test (hours)
test-long:
    LONG=1 scripts/test

# Formatting and lints
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- --deny warnings

# What every change must pass
ci:
    .ci/run

# Writes the snapshots of pages again; read the diff before committing
snapshots:
    INSTA_UPDATE=always cargo test --test it -- whole_site

# Compares clean builds with those of another program: just versions path/to/old/generate
versions OLD:
    cargo build --locked --release --examples --bins
    benches/versions "before={{OLD}}" "after=target/release/generate"

# Documentation of the code
doc:
    cargo doc --locked --no-deps --open

# A small, fully optimised binary in target/dist/
dist:
    cargo build --locked --profile dist
