//! Tags that are no blocks.

use super::expression;
use super::output::Output;
use super::run::{Flow, Frame, Runner};
use super::scope::Unknown;
use super::tokens::Token;
use super::value::Value;
use super::{embeds, include};

impl Runner<'_> {
    /// A tag that is no block.
    pub(super) fn tag(
        &mut self,
        frame: &Frame<'_>,
        token: &Token<'_>,
        (name, arguments): (&str, &str),
        out: &mut Output,
    ) -> Flow {
        let made = match name {
            "break" => return Flow::Break,
            "continue" => return Flow::Continue,
            "assign" => {
                self.assign(arguments);
                return Flow::Next;
            }
            "include" | "include_cached" | "render" | "include_relative" => {
                self.including(frame, token, arguments, out)
            }
            "echo" => {
                self.output(frame, token, arguments, out);
                return Flow::Next;
            }
            "increment" | "decrement" => Ok(self.count(name, arguments)),
            "cycle" => self.cycle(frame.source.file, token.at, arguments),
            "link" => self.address(arguments, false),
            "post_url" => self.address(arguments, true),
            "seo" | "feed_meta" | "toc" | "else" | "elsif" | "when" => Ok(String::new()),
            // What closed a tag that is not known.
            _ if name.starts_with("end") => Ok(String::new()),
            _ => {
                let is_code = self.in_code > 0 || frame.code.end_at(token.at).is_some();
                let embedded = if is_code { None } else { embeds::tag(name, arguments) };
                embedded.ok_or_else(|| Unknown::new(if name.is_empty() { "{% %}" } else { name }))
            }
        };
        match made {
            Ok(text) => out.push(&text),
            Err(unknown) => self.unknown(frame, token, token.written, &unknown, out),
        }
        Flow::Next
    }

    fn assign(&mut self, arguments: &str) {
        let Some((name, expression)) = arguments.split_once('=') else { return };
        let value = match expression::evaluate(expression, &self.state) {
            Ok(value) => value,
            Err(Unknown(name)) => Value::Unknown(name),
        };
        self.state.assigned.insert(name.trim().to_owned(), value);
    }

    fn including(
        &mut self,
        frame: &Frame<'_>,
        token: &Token<'_>,
        arguments: &str,
        out: &mut Output,
    ) -> Result<String, Unknown> {
        let is_code = frame.code.end_at(token.at).is_some();
        self.in_code += usize::from(is_code);
        let done = include::run(self, frame, arguments, out);
        self.in_code -= usize::from(is_code);
        done.map(|()| String::new())
    }

    fn count(&mut self, name: &str, counter: &str) -> String {
        let number = self.counters.entry(counter.to_owned()).or_insert(0);
        if name == "increment" {
            let before = *number;
            *number = number.saturating_add(1);
            return before.to_string();
        }
        *number = number.saturating_sub(1);
        number.to_string()
    }

    fn cycle(&mut self, file: &str, at: usize, arguments: &str) -> Result<String, Unknown> {
        let values = match arguments.split_once(':') {
            Some((name, values)) if !name.contains(',') => values,
            _ => arguments,
        };
        let values = expression::evaluate_list(values, &self.state)?;
        let number = self.counters.entry(format!("cycle {file} {at}")).or_insert(0);
        let place = usize::try_from(*number).unwrap_or(0) % values.len().max(1);
        *number = number.saturating_add(1);
        Ok(values.get(place).map(Value::to_string).unwrap_or_default())
    }

    /// The address of a file or of a post.
    fn address(&mut self, arguments: &str, is_post: bool) -> Result<String, Unknown> {
        let written = include::name(self, arguments)?;
        let wanted = written.trim_matches(['"', '\'', '/']);
        let site = self.state.site;
        let known = if is_post {
            let by_end = || site.posts.iter().find(|(name, _)| name.rsplit('/').next() == Some(wanted));
            site.posts.get(wanted).or_else(|| by_end().map(|(_, address)| address))
        } else {
            site.links.get(wanted)
        };
        known.cloned().ok_or_else(|| Unknown::new(if is_post { "post_url" } else { "link" }))
    }
}
