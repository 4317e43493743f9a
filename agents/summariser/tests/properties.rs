//! What holds for every text.

use proptest::prelude::*;
use summariser::{budget, sentences, summarise};
use unicode_segmentation::UnicodeSegmentation;

/// Prose: words of several scripts, some punctuation, some paragraphs.
fn prose() -> impl Strategy<Value = String> {
    let word = prop_oneof!["[a-zA-Z]{1,9}", Just("Dr.".to_owned()), Just("straße".to_owned()), Just("e\u{301}tude".to_owned())];
    let sentence = (proptest::collection::vec(word, 1..25), prop_oneof![Just(". "), Just("! "), Just("?” "), Just(".\n\n")])
        .prop_map(|(words, end)| words.join(" ") + end);
    proptest::collection::vec(sentence, 1..60).prop_map(|sentences| sentences.concat())
}

fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

proptest! {
    #[test]
    fn any_text_is_survived(text: String) {
        let has_word = text.trim_start_matches('\u{feff}').unicode_words().next().is_some();
        prop_assert_eq!(summarise(&text).is_some(), has_word);
    }

    #[test]
    fn a_summary_keeps_its_budget_or_is_one_sentence(text in prose()) {
        let summary = summarise(&text).unwrap_or_default();
        let is_one_sentence = sentences(&text).iter().any(|sentence| sentence.text == summary.trim_end());
        prop_assert!(length(&summary) <= budget(&text) || is_one_sentence);
    }

    #[test]
    fn a_summary_is_made_of_sentences_in_their_order(text in prose()) {
        let summary = summarise(&text).unwrap_or_default();
        let mut rest = summary.as_str();
        for sentence in sentences(&text) {
            rest = rest.strip_prefix(sentence.text.as_str()).map_or(rest, str::trim_start);
        }
        prop_assert_eq!(rest, "");
    }

    #[test]
    fn wrapping_the_lines_changes_nothing(text in prose()) {
        let wrapped = text.replace(". ", ".\n").replace("! ", "!\r\n");
        prop_assert_eq!(sentences(&wrapped), sentences(&text));
    }

    #[test]
    fn the_same_text_gives_the_same_summary(text in prose()) {
        prop_assert_eq!(summarise(&text), summarise(&text));
    }
}
