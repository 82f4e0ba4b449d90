//! Tables, wrapped so that wide ones scroll by themselves.

use pulldown_cmark::{Alignment, Tag, TagEnd};

use crate::article::body::html::HtmlWriter;

/// The table being written.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    has_body: bool,
    /// Where the tag of the open cell starts and ends in the page.
    open: std::ops::Range<usize>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Table {
        Table { alignments, ..Table::default() }
    }
}

impl HtmlWriter<'_, '_> {
    pub(super) fn start_table_part(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::TableHead => {
                self.table.in_head = true;
                self.table.cell = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.cell = 0;
                if !std::mem::replace(&mut self.table.has_body, true) {
                    self.push("<tbody>");
                }
                self.push("<tr>");
            }
            _ => {
                let class = match self.table.alignments.get(self.table.cell) {
                    Some(Alignment::Left) => " class=\"align-left\"",
                    Some(Alignment::Center) => " class=\"align-center\"",
                    Some(Alignment::Right) => " class=\"align-right\"",
                    Some(Alignment::None) | None => "",
                };
                let start = self.out.html.len();
                self.push(if self.table.in_head { "<th" } else { "<td" });
                self.push(class);
                self.push(">");
                self.table.open = start..self.out.html.len();
            }
        }
    }

    pub(super) fn end_table_part(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::TableCell => {
                // A header without words heads nothing: the corner of a table is a plain cell.
                let is_header = self.table.in_head && self.out.html.len() > self.table.open.end;
                if self.table.in_head && !is_header {
                    let name = self.table.open.start + 1..self.table.open.start + 3;
                    self.out.html.replace_range(name, "td");
                }
                self.push(if is_header { "</th>" } else { "</td>" });
                self.table.cell += 1;
            }
            TagEnd::TableRow => self.push("</tr>"),
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.push("</tr></thead>");
            }
            _ => self.push(if self.table.has_body { "</tbody></table></div>\n" } else { "</table></div>\n" }),
        }
    }
}
