//! Keys and values of `site.toml` that were renamed. The old name still works, with a warning that gives the new one.
//!
//! Names are replaced before anything is read, so the readers know only the new ones.

use crate::config::message;
use crate::value::fields::Report;
use crate::value::{Node, Value};

/// Tables by their path, each with the old and the new name of a key. `*` stands for every key.
const KEYS: &[(&[&str], &str, &str)] = &[(&["archive"], "boxes", "prompts")];

/// Keys by their path, each with the old and the new name of a value.
const VALUES: &[(&[&str], &str, &str)] =
    &[(&["fields", "*", "type"], "flag", "boolean"), (&["fields", "*", "type"], "text", "string")];

/// Replaces old names by new ones. Where a key has both, the new one counts.
pub(super) fn replace(node: &mut Node, report: &Report<'_>) {
    for (path, old, new) in KEYS {
        each(node, path, &mut |table| rename_key(table, old, new, report));
    }
    for (path, old, new) in VALUES {
        each(node, path, &mut |node| {
            if matches!(&node.value, Value::Text(text) if text.trim() == *old) {
                report.push(message::renamed(report.place(node.position), old, new));
                node.value = Value::Text((*new).into());
            }
        });
    }
}

fn rename_key(table: &mut Node, old: &str, new: &str, report: &Report<'_>) {
    let Value::Map(entries) = &mut table.value else { return };
    let Some(index) = entries.iter().position(|entry| &*entry.key == old) else { return };
    report.push(message::renamed(report.place(entries[index].position), old, new));
    if entries.iter().any(|entry| &*entry.key == new) {
        entries.remove(index);
    } else {
        entries[index].key = new.into();
    }
}

/// Calls `act` with every value at `path`.
fn each(node: &mut Node, path: &[&str], act: &mut impl FnMut(&mut Node)) {
    let Some((key, rest)) = path.split_first() else { return act(node) };
    let Value::Map(entries) = &mut node.value else { return };
    for entry in entries.iter_mut().filter(|entry| *key == "*" || &*entry.key == *key) {
        each(&mut entry.node, rest, act);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn read(lines: &str) -> (Config, Vec<String>) {
        let text = format!("title = \"A\"\nbase_url = \"https://a.example/\"\n{lines}");
        let reading = Config::read(&text, None);
        let problems =
            reading.problems.sorted().into_iter().map(|problem| problem.render(None, false)).collect();
        (reading.config.unwrap(), problems)
    }

    #[test]
    fn an_old_key_means_the_new_one_and_is_a_warning() {
        let (config, problems) = read("[archive]\nboxes = [\"appeal\"]\n");
        assert!(config.archive.unwrap().prompts.appeal);
        assert_eq!(
            problems,
            ["warning[deprecated]: `boxes` is now called `prompts`\n--> site.toml:4:1\n \
              = hint: use the new name; the old one will be removed in a later version"]
        );
    }

    #[test]
    fn a_new_key_counts_beside_the_old_one() {
        let (config, problems) = read("[archive]\nboxes = [\"appeal\"]\nprompts = [\"support\"]\n");
        let prompts = config.archive.unwrap().prompts;
        assert!(prompts.support && !prompts.appeal);
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn old_names_of_types_mean_the_new_ones() {
        let (config, problems) = read("[fields]\na = { type = \"text\" }\nb = { type = \"flag\" }\n");
        let declared: Vec<&str> = config.declared.iter().map(|declared| declared.shape.expected()).collect();
        assert_eq!(declared, ["a string", "true or false"]);
        assert!(problems[0].contains("`text` is now called `string`"), "{problems:?}");
        assert!(problems[1].contains("`flag` is now called `boolean`"), "{problems:?}");
        assert_eq!(problems.len(), 2, "{problems:?}");
        let (_, problems) = read("[fields]\na = { type = \"string\" }\nb = { type = \"boolean\" }\n");
        assert_eq!(problems, Vec::<String>::new());
    }
}
