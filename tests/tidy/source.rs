//! A Rust file as the rules see it: its lines, its tokens with the line of each, its functions.

use std::fmt;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What a rule found: where, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    pub what: String,
}

impl Finding {
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// An identifier, one character of punctuation, a literal, or one end of a bracket.
#[derive(Debug)]
pub struct Token {
    pub text: String,
    /// Counted from 1.
    pub line: usize,
    /// Whether it is compiled for tests only.
    pub in_test: bool,
}

/// A function with a body, wherever it stands.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub first_line: usize,
    pub last_line: usize,
}

/// One Rust file.
#[derive(Debug)]
pub struct Source {
    /// Below the root of the repository, `/`-separated.
    pub path: String,
    pub text: String,
    pub tokens: Vec<Token>,
    pub functions: Vec<Function>,
}

impl Source {
    /// Reads `text` as the file at `path`.
    pub fn new(path: &str, text: &str) -> Self {
        let stream: TokenStream =
            text.parse().unwrap_or_else(|error| panic!("{path}: does not read as Rust: {error}"));
        let mut source =
            Self { path: path.to_owned(), text: text.to_owned(), tokens: Vec::new(), functions: Vec::new() };
        let is_test = source.is_inner_test() || path.starts_with("tests/");
        source.flatten(stream, is_test);
        source
    }

    /// Whether the file lies in the folder `folder` (which ends with `/`).
    pub fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Whether it holds tests of the code around it, inside a crate's `src`.
    pub fn is_inner_test(&self) -> bool {
        let mut below_src = self.path.split('/').skip_while(|piece| *piece != "src");
        below_src.any(|piece| piece == "tests" || piece == "tests.rs")
    }

    /// The last part of the path, without `.rs`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".rs").unwrap_or(name)
    }

    /// Every place where the tokens of `pattern` follow each other, as the first one's token.
    pub fn find(&self, pattern: &str) -> Vec<&Token> {
        let wanted = Self::new("pattern", pattern).tokens;
        self.tokens
            .windows(wanted.len())
            .filter(|window| window.iter().zip(&wanted).all(|(here, there)| here.text == there.text))
            .map(|window| &window[0])
            .collect()
    }

    fn flatten(&mut self, stream: TokenStream, mut in_test: bool) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut next_is_test = false;
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => {
                    if group.delimiter() == Delimiter::Bracket && is_test_attribute(&group.stream()) {
                        match attribute_kind(&trees[..index]) {
                            Some(Attribute::Outer) => next_is_test = true,
                            Some(Attribute::Inner) => in_test = true,
                            None => {}
                        }
                    }
                    let (open, close) = brackets(group.delimiter());
                    let inside = in_test || next_is_test;
                    self.push(open, group.span_open().start().line, inside);
                    self.flatten(group.stream(), inside);
                    self.push(close, group.span_close().end().line, inside);
                    if group.delimiter() == Delimiter::Brace {
                        next_is_test = false;
                    }
                }
                TokenTree::Ident(ident) if ident == "fn" => {
                    self.push("fn", ident.span().start().line, in_test || next_is_test);
                    self.functions.extend(function_at(&trees, index));
                }
                other => {
                    let text = other.to_string();
                    if text == ";" {
                        next_is_test = false;
                    }
                    self.push(&text, other.span().start().line, in_test || next_is_test);
                }
            }
        }
    }

    fn push(&mut self, text: &str, line: usize, in_test: bool) {
        if !text.is_empty() {
            self.tokens.push(Token { text: text.to_owned(), line, in_test });
        }
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

enum Attribute {
    Outer,
    Inner,
}

fn attribute_kind(before: &[TokenTree]) -> Option<Attribute> {
    let is = |tree: Option<&TokenTree>, sign: char| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign);
    let mut backwards = before.iter().rev();
    let last = backwards.next();
    if is(last, '#') {
        Some(Attribute::Outer)
    } else if is(last, '!') && is(backwards.next(), '#') {
        Some(Attribute::Inner)
    } else {
        None
    }
}

/// `test`, `tokio::test`, `cfg(test)`, `cfg(all(test, …))`; never `cfg(not(test))`.
fn is_test_attribute(stream: &TokenStream) -> bool {
    let text: String = stream.to_string().split_whitespace().collect();
    let name = text.split('(').next().unwrap_or_default();
    name == "test"
        || name.ends_with("::test")
        || text.starts_with("cfg(test)")
        || text.starts_with("cfg(all(test")
}

/// The function whose `fn` stands at `index`, where it has a name and a body.
fn function_at(trees: &[TokenTree], index: usize) -> Option<Function> {
    let TokenTree::Ident(name) = trees.get(index + 1)? else { return None };
    for tree in &trees[index + 2..] {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                return Some(Function {
                    name: name.to_string(),
                    first_line: trees[index].span().start().line,
                    last_line: group.span_close().end().line,
                });
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => return None,
            _ => {}
        }
    }
    None
}

#[test]
fn comments_and_texts_are_not_code() {
    let source = Source::new("a.rs", "/// println!(\"\")\nfn a() { let b = \"println!\"; } // println!");
    assert_eq!(source.find("println!").len(), 0);
    assert_eq!(source.find("let b").len(), 1);
}

#[test]
fn code_for_tests_is_told_from_the_rest() {
    let text =
        "fn a() { x(); }\n#[cfg(test)]\nmod t {\n fn b() { x(); } }\n#[cfg(test)]\nuse q;\nfn c() { x(); }
#[cfg(not(test))]\nfn d() { x(); }\n#[tokio::test(start_paused = true)]\nasync fn e() { x(); }\n#[test]\nfn f() { x(); }";
    let source = Source::new("a.rs", text);
    let found: Vec<bool> = source.find("x()").iter().map(|token| token.in_test).collect();
    assert_eq!(found, [false, true, false, false, true, true]);
    assert!(Source::new("actors/src/hub/tests/slow.rs", "x()").tokens[0].in_test);
    assert!(Source::new("actors/src/hub/tests.rs", "x()").tokens[0].in_test);
    assert!(Source::new("a.rs", "#![cfg(test)]\nx()").find("x()")[0].in_test);
}

#[test]
fn functions_are_measured_from_their_name_to_their_last_bracket() {
    let source = Source::new(
        "a.rs",
        "trait T {\n fn none(&self);\n fn one() {\n }\n}\ntype F = fn(u8);\nm! { fn two() {} }",
    );
    let found: Vec<(&str, usize, usize)> =
        source.functions.iter().map(|f| (f.name.as_str(), f.first_line, f.last_line)).collect();
    assert_eq!(found, [("one", 3, 4), ("two", 7, 7)]);
}
