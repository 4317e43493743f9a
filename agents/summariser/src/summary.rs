//! Which sentences make the summary.

use std::{cmp::Reverse, collections::BTreeMap};

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    sentences::{is_unspaced, sentences, Sentence},
    words::content_words,
};

/// The summary is so many times shorter than the text.
const REDUCTION: usize = 5;
/// Shortest and longest budget, in grapheme clusters.
const SHORTEST: usize = 200;
const LONGEST: usize = 2000;
/// Fractions of a frequency that scores are kept in.
const SCALE: u64 = 1_000_000;
/// Added to a sentence's count of words, so that two frequent words alone make no best sentence.
const SMOOTHING: u64 = 8;

/// A sentence's score counts so many per cent, by where it stands.
const OPENS_TEXT: u64 = 150;
const OPENS_PARAGRAPH: u64 = 120;
const ELSEWHERE: u64 = 100;

/// How long a summary of the text may be, in grapheme clusters.
pub fn budget(text: &str) -> usize {
    (length(text) / REDUCTION).clamp(SHORTEST, LONGEST)
}

/// The summary; `None` when the text holds no word.
pub fn summarise(text: &str) -> Option<String> {
    let sentences = sentences(text);
    let mut vocabulary = Vocabulary::default();
    let candidates: Vec<_> =
        sentences.iter().enumerate().map(|(position, sentence)| Candidate::new(position, sentence, &mut vocabulary)).collect();
    let mut chosen = choose(&candidates, vocabulary, budget(text));
    if chosen.is_empty() {
        chosen.extend(candidates.iter().min_by_key(|candidate| (candidate.length, candidate.position)));
    }
    chosen.sort_by_key(|candidate| candidate.position);
    if chosen.is_empty() {
        return None;
    }
    Some(compose(chosen.iter().map(|candidate| candidate.sentence)))
}

/// Every word of the text with its frequency; a word's number stands for it elsewhere.
#[derive(Default)]
struct Vocabulary {
    numbers: BTreeMap<String, usize>,
    frequencies: Vec<u64>,
}

impl Vocabulary {
    /// Counts the word once more and gives its number.
    fn count(&mut self, word: String) -> usize {
        let next = self.numbers.len();
        let number = *self.numbers.entry(word).or_insert(next);
        match self.frequencies.get_mut(number) {
            Some(frequency) => *frequency += 1,
            None => self.frequencies.push(1),
        }
        number
    }

    fn frequency(&self, number: usize) -> u64 {
        self.frequencies.get(number).copied().unwrap_or_default()
    }

    /// Makes the words count half: they have been said.
    fn discount(&mut self, numbers: &[usize]) {
        for number in numbers {
            if let Some(frequency) = self.frequencies.get_mut(*number) {
                *frequency /= 2;
            }
        }
    }
}

struct Candidate<'a> {
    position: usize,
    sentence: &'a Sentence,
    /// Numbers of its distinct words.
    words: Vec<usize>,
    /// In grapheme clusters, with the separator that follows.
    length: usize,
}

impl<'a> Candidate<'a> {
    fn new(position: usize, sentence: &'a Sentence, vocabulary: &mut Vocabulary) -> Self {
        let mut words: Vec<_> = content_words(&sentence.text).map(|word| vocabulary.count(word)).collect();
        words.sort_unstable();
        words.dedup();
        Self { position, sentence, words, length: length(&sentence.text) + 1 }
    }

    fn score(&self, vocabulary: &Vocabulary) -> u64 {
        let frequencies: u64 = self.words.iter().map(|word| vocabulary.frequency(*word)).sum();
        self.weight() * frequencies * SCALE / (self.words.len() as u64 + SMOOTHING)
    }

    fn weight(&self) -> u64 {
        match (self.position, self.sentence.opens_paragraph) {
            (0, _) => OPENS_TEXT,
            (_, true) => OPENS_PARAGRAPH,
            (_, false) => ELSEWHERE,
        }
    }
}

/// The best sentence that fits, again and again; ties go to the earlier.
fn choose<'a>(candidates: &'a [Candidate<'a>], mut vocabulary: Vocabulary, budget: usize) -> Vec<&'a Candidate<'a>> {
    let mut open: Vec<_> = candidates.iter().collect();
    let mut chosen = Vec::new();
    let mut left = budget;
    loop {
        open.retain(|candidate| candidate.length <= left);
        let best =
            open.iter().enumerate().max_by_key(|(_, candidate)| (candidate.score(&vocabulary), Reverse(candidate.position)));
        let Some((at, _)) = best else { return chosen };
        let taken = open.swap_remove(at);
        vocabulary.discount(&taken.words);
        left -= taken.length;
        chosen.push(taken);
    }
}

/// Sentences of one paragraph on one line.
fn compose<'a>(sentences: impl Iterator<Item = &'a Sentence>) -> String {
    let mut text = String::new();
    let mut paragraph = None;
    for sentence in sentences {
        match paragraph {
            None => {}
            Some(open) if open != sentence.paragraph => text.push('\n'),
            Some(_) if text.ends_with(is_unspaced) => {}
            Some(_) => text.push(' '),
        }
        text.push_str(&sentence.text);
        paragraph = Some(sentence.paragraph);
    }
    text.push('\n');
    text
}

fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_its_own_summary() {
        let text = "The lamp burns. The keeper sleeps.\n\nThe sea is calm.";
        assert_eq!(summarise(text).as_deref(), Some("The lamp burns. The keeper sleeps.\nThe sea is calm.\n"));
        assert_eq!(summarise("one sentence").as_deref(), Some("one sentence\n"));
        assert_eq!(summarise("吾輩は猫である。名前はまだ無い。").as_deref(), Some("吾輩は猫である。名前はまだ無い。\n"));
    }

    #[test]
    fn nothing_has_no_summary() {
        assert_eq!(summarise(""), None);
        assert_eq!(summarise(" \n . "), None);
    }

    #[test]
    fn the_shortest_sentence_stands_for_a_text_of_giants() {
        let giant = |word: &str, times| format!("{}.", [word].repeat(times).join(" "));
        let text = format!("{} {}", giant("Alpha", 400), giant("Beta", 300));
        assert_eq!(summarise(&text), Some(format!("{}\n", giant("Beta", 300))));
    }

    #[test]
    fn the_subject_beats_the_aside() {
        let aside = "Somebody once mentioned marmalade, umbrellas and a distant cousin named Penelope.";
        let subject = "The harbour light guided the harbour pilots past the harbour rocks.";
        let text = format!("Ships need the harbour light. {aside} {subject} {}", "Pilots trust the light. ".repeat(8));
        let summary = summarise(&text).unwrap_or_default();
        assert!(summary.contains(subject), "{summary}");
        assert!(!summary.contains(aside), "{summary}");
    }

    #[test]
    fn a_repeated_sentence_is_not_taken_twice_while_others_say_more() {
        let twin = "The river mill grinds the river corn for the whole river town each winter morning.";
        let other = "The mill wheel needs the river to stand at a steady height behind the old stone weir.";
        let filler = "Cats sleep. Dogs bark. Birds sing. Bells ring. Doors creak. Winds howl. ".repeat(2);
        let summary = summarise(&format!("{filler}{twin} {twin} {other}")).unwrap_or_default();
        assert_eq!(summary.matches(twin).count(), 1, "{summary}");
        assert!(summary.contains(other), "{summary}");
    }

    #[test]
    fn a_budget_counts_what_a_reader_counts() {
        assert_eq!(budget(""), SHORTEST);
        assert_eq!(budget(&"e\u{301}".repeat(2000)), 400);
        assert_eq!(budget(&"a".repeat(1_000_000)), LONGEST);
    }
}
