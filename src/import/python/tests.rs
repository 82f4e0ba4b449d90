//! Programs in Python, and what is read of them.

use super::*;

fn from_nothing(source: &str) -> BTreeMap<String, Assignment> {
    assignments(source, BTreeMap::new())
}

fn values(source: &str) -> BTreeMap<String, PythonValue> {
    from_nothing(source).into_iter().map(|(name, assignment)| (name, assignment.value)).collect()
}

fn text(text: &str) -> PythonValue {
    PythonValue::Text(text.to_owned())
}

#[test]
fn plain_values() {
    let known = values(
        "A = 'x'\nB = u\"y\\u00e9\\n\"\nC = r'\\d'\nD = 10\nE = True\nF = None\nG = ('a',\n  'b',  # comment\n)\n\
         H = {'k': [1, 2], \"l\": ()}\nI = 'a' 'b'\nJ = A + '/z'\nK: str = 'k'\nL = 'p', 'q'\n",
    );
    assert_eq!(known["A"], text("x"));
    assert_eq!(known["B"], text("yé\n"));
    assert_eq!(known["C"], text("\\d"));
    assert_eq!(known["D"], PythonValue::Number("10".into()));
    assert_eq!(known["E"], PythonValue::Bool(true));
    assert_eq!(known["F"], PythonValue::None);
    assert_eq!(known["G"], PythonValue::List(vec![text("a"), text("b")]));
    let numbers = ["1", "2"].map(|number| PythonValue::Number(number.into())).to_vec();
    let entries = vec![(text("k"), PythonValue::List(numbers)), (text("l"), PythonValue::List(Vec::new()))];
    assert_eq!(known["H"], PythonValue::Dict(entries));
    assert_eq!(known["I"], text("ab"));
    assert_eq!(known["J"], text("x/z"));
    assert_eq!(known["K"], text("k"));
    assert_eq!(known["L"], PythonValue::List(vec![text("p"), text("q")]));
}

#[test]
fn conditions_that_are_known() {
    let known = values(
        "LOCAL = False\nURL = 'https://x.example' if not LOCAL else 'http://localhost'\n\
         if LOCAL:\n    THEME = 'a'\nelse:\n    THEME = 'b'\n    '''\n    THEME = 'c'\n    '''\n",
    );
    assert_eq!(known["URL"], text("https://x.example"));
    assert_eq!(known["THEME"], text("b"));
}

#[test]
fn what_only_the_program_knows() {
    let known = values(
        "import os\nA = os.environ.get('X') == '1'\nB = True if os.environ.get('X') == '1' else False\nC = [x for x in y]\n\
         D = f'{A}'\nE = 'n'\nif A:\n    E = 'm'\ndef f():\n    G = 1\nH = 'a %s' % A\nI = open('x').read()\n",
    );
    for name in ["A", "B", "C", "D", "E", "H", "I"] {
        assert_eq!(known[name], PythonValue::Unknown, "{name}");
    }
    assert!(!known.contains_key("G"));
}

#[test]
fn lines_are_told() {
    let known = from_nothing("A = '''\n\n'''\n\n# c\nB = 1\n");
    assert_eq!((known["A"].line, known["B"].line), (1, 6));
}

#[test]
fn whatever_it_is_reading_ends() {
    for source in [
        "A = (",
        "A = '",
        "A = [[[",
        "A = {'a':",
        "A =",
        "= 1",
        "if",
        "if x:",
        "A = \\",
        "A = \"\"\"x",
        "é = 'ß'",
        ")",
    ] {
        from_nothing(source);
    }
    from_nothing(&format!("A = {}", "[".repeat(100_000)));
}
