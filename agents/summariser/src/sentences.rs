//! A text's sentences: lines into paragraphs, paragraphs into sentences.

use unicode_segmentation::UnicodeSegmentation;

/// What ends a sentence, in the scripts of the world's larger languages.
const TERMINATORS: &[char] = &['.', '!', '?', '…', ':', ';', '。', '！', '？', '｡', '．', '؟', '۔', '।', '॥', '።', '։'];
/// What may stand between a sentence's end and its terminator.
const CLOSERS: &[char] = &['"', '\'', '”', '’', '»', '«', ')', ']', '」', '』', '）', '*', '_'];
/// What may stand before a sentence's or a word's first letter.
const OPENERS: &[char] = &['"', '\'', '“', '‘', '«', '(', '[', '*', '_'];
/// Abbreviations that a capital letter follows inside a sentence.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Rev", "Hon", "Messrs", "Mme", "Mlle", "Gen", "Col", "Maj", "Capt", "Lt", "Sgt",
    "Adm", "Gov", "Sen", "Rep", "Pres", "Mt", "vs", "cf", "ca", "viz", "al", "e.g", "i.e", "Fig", "Figs", "Vol", "pp",
];
/// A paragraph of at most so many words that no punctuation ends is a heading.
const LONGEST_HEADING: usize = 12;

/// A sentence and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// The words as they stand in the text, line breaks undone.
    pub text: String,
    /// Number of its paragraph, from zero.
    pub paragraph: usize,
    /// Whether it is its paragraph's first.
    pub opens_paragraph: bool,
}

/// The text's sentences that hold a word, in order. Headings count only when there is nothing else.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let paragraphs = paragraphs(text);
    let (headings, prose): (Vec<_>, Vec<_>) = paragraphs.into_iter().partition(|paragraph| is_heading(paragraph));
    let chosen = if prose.is_empty() { headings } else { prose };
    chosen.iter().enumerate().flat_map(|(paragraph, text)| in_paragraph(paragraph, text)).collect()
}

fn in_paragraph(paragraph: usize, text: &str) -> impl Iterator<Item = Sentence> + '_ {
    split(text).into_iter().enumerate().map(move |(position, sentence)| Sentence {
        text: sentence.to_owned(),
        paragraph,
        opens_paragraph: position == 0,
    })
}

/// The paragraphs that hold a word, each on one line.
fn paragraphs(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\u{2029}', "\n\n");
    let mut paragraphs = vec![String::new()];
    for line in text.split(is_line_break).map(str::trim) {
        match paragraphs.last_mut() {
            Some(open) if !line.is_empty() => append(open, line),
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| has_word(paragraph));
    paragraphs
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}')
}

/// Undoes a line break: a space, except where the script has none or the break cut a hyphenated word.
fn append(paragraph: &mut String, line: &str) {
    match (paragraph.chars().next_back(), line.chars().next()) {
        (Some('\u{ad}'), _) => {
            paragraph.pop();
        }
        (Some('-'), _) if !paragraph.ends_with("--") && !paragraph.ends_with(" -") => {}
        (Some(last), Some(first)) if is_unspaced(last) && is_unspaced(first) => {}
        (Some(_), _) => paragraph.push(' '),
        (None, _) => {}
    }
    paragraph.push_str(line);
}

/// Whether the character belongs to a script that puts no spaces between words: Chinese and Japanese, with their punctuation.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{323af}')
}

fn has_word(text: &str) -> bool {
    text.unicode_words().next().is_some()
}

fn is_heading(paragraph: &str) -> bool {
    let is_ended = paragraph.trim_end_matches(CLOSERS).ends_with(TERMINATORS);
    !is_ended && paragraph.unicode_words().nth(LONGEST_HEADING).is_none()
}

/// The paragraph's sentences; scraps without a word stay with the sentence before them, or are dropped.
fn split(paragraph: &str) -> Vec<&str> {
    let bounds = paragraph.split_sentence_bound_indices().map(|(at, _)| at).skip(1).chain([paragraph.len()]);
    let mut sentences = Vec::new();
    let mut start = 0;
    for at in bounds {
        let (Some(before), Some(after)) = (paragraph.get(start..at), paragraph.get(at..)) else { continue };
        if is_sentence(before) && !continues(after) {
            sentences.push(before.trim());
            start = at;
        }
    }
    sentences.extend(paragraph.get(start..).map(str::trim).filter(|rest| has_word(rest)));
    sentences
}

/// A number alone, as in `2. It went out.`, counts what comes after it.
fn is_sentence(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !ends_in_abbreviation(text.trim_end())
}

/// Whether what follows a bound belongs to the sentence before it: `"Stop!" he cried`, or nothing but punctuation.
fn continues(after: &str) -> bool {
    let after = after.trim_start();
    after.starts_with(char::is_lowercase) || !(after.is_empty() || has_word(after))
}

/// Whether the text ends in a title (`Dr.`) or an initial (`J.`), after which a sentence goes on.
fn ends_in_abbreviation(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let Some(word) = last.trim_start_matches(OPENERS).strip_suffix('.') else { return false };
    let is_initial = word != "I" && word.chars().all(char::is_uppercase) && word.chars().count() == 1;
    is_initial || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        sentences(text).into_iter().map(|sentence| sentence.text).collect()
    }

    #[test]
    fn wrapped_lines_are_one_sentence() {
        assert_eq!(texts("The tide came\nin. It went\r\nout."), ["The tide came in.", "It went out."]);
        assert_eq!(texts("A well-\nknown sea\u{ad}\nshore."), ["A well-known seashore."]);
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let found = sentences("One here. Two here.\n \t\nThree here.\u{2029}Four here.");
        let places: Vec<_> = found.iter().map(|sentence| (sentence.paragraph, sentence.opens_paragraph)).collect();
        assert_eq!(places, [(0, true), (0, false), (1, true), (2, true)]);
    }

    #[test]
    fn titles_and_initials_end_no_sentence() {
        assert_eq!(texts("Dr. J. Brown met Mrs. Lee. They spoke."), ["Dr. J. Brown met Mrs. Lee.", "They spoke."]);
        assert_eq!(texts("She is older than I. He is not."), ["She is older than I.", "He is not."]);
    }

    #[test]
    fn numbers_are_not_cut() {
        assert_eq!(texts("It cost 3.50 in all. It was no. 5 of 10."), ["It cost 3.50 in all.", "It was no. 5 of 10."]);
    }

    #[test]
    fn a_number_stays_with_what_it_counts() {
        assert_eq!(texts("1. The tide came in. 2. It went out."), ["1. The tide came in.", "2. It went out."]);
        assert_eq!(texts("3. 14. 15."), ["3. 14. 15."]);
    }

    #[test]
    fn quotations_stay_with_their_speaker() {
        assert_eq!(texts("“Stop!” he cried. “Why?” She ran."), ["“Stop!” he cried.", "“Why?”", "She ran."]);
    }

    #[test]
    fn other_scripts_have_their_own_full_stops() {
        assert_eq!(texts("吾輩は猫で\nある。名前はまだ無い。"), ["吾輩は猫である。", "名前はまだ無い。"]);
        assert_eq!(texts("वह आया। वह गया।"), ["वह आया।", "वह गया।"]);
        assert_eq!(texts("هل أتى؟ نعم أتى."), ["هل أتى؟", "نعم أتى."]);
    }

    #[test]
    fn headings_are_left_out_unless_there_is_nothing_else() {
        assert_eq!(texts("CHAPTER I\n\nIt rained.\n\n* * *\n\nIt stopped."), ["It rained.", "It stopped."]);
        assert_eq!(texts("no punctuation at all"), ["no punctuation at all"]);
    }

    #[test]
    fn text_without_words_has_no_sentence() {
        for nothing in ["", " \n\n\t", "... !? --", "\u{feff}"] {
            assert!(texts(nothing).is_empty(), "{nothing:?}");
        }
    }
}
