//! A reader of JSON that keeps nothing but the sum of all whole numbers.

use crate::data;

/// Length of the text, in bytes, at least.
const LENGTH: usize = 16 << 10;

pub fn round() -> u64 {
    sum(&text()).unwrap_or_default()
}

/// A list of records.
fn text() -> Vec<u8> {
    let mut text = b"[null".to_vec();
    let mut numbers = data::numbers(LENGTH);
    while let (true, Some(number)) = (text.len() < LENGTH, numbers.next()) {
        let record = format!(
            r#", {{"id": {number}, "name": "agent \"{}\"", "tags": ["echo", true, []], "bids": [{}, {}]}}"#,
            number >> 20,
            number >> 8,
            number >> 12
        );
        text.extend(record.into_bytes());
    }
    text.push(b']');
    text
}

/// The sum of the numbers in the text; none where it is not JSON.
fn sum(text: &[u8]) -> Option<u64> {
    let mut reader = Reader { text, at: 0, sum: 0 };
    reader.value()?;
    reader.space();
    (reader.at == text.len()).then_some(reader.sum)
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    sum: u64,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<()> {
        self.space();
        match self.text.get(self.at)? {
            b'{' => self.items(b'}', |reader| {
                reader.space();
                reader.string()?;
                reader.space();
                reader.word(b":")?;
                reader.value()
            }),
            b'[' => self.items(b']', Self::value),
            b'"' => self.string(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn items(&mut self, end: u8, item: fn(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.space();
        if self.text.get(self.at) == Some(&end) {
            return self.word(&[end]);
        }
        loop {
            item(self)?;
            self.space();
            if self.text.get(self.at) == Some(&end) {
                return self.word(&[end]);
            }
            self.word(b",")?;
        }
    }

    fn string(&mut self) -> Option<()> {
        self.word(b"\"")?;
        loop {
            match self.text.get(self.at)? {
                b'"' => return self.word(b"\""),
                b'\\' => self.at += 2,
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let (first, mut number) = (self.at, 0_u64);
        while let Some(digit @ b'0'..=b'9') = self.text.get(self.at) {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        self.sum = self.sum.wrapping_add(number);
        (self.at > first).then_some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let found = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        found.then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.text.get(self.at) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_added_up_wherever_they_stand() {
        assert_eq!(sum(br#" {"a\"": [1, 20, {"300": [[]]}, {}], "b": 4000, "c": null} "#), Some(4021));
        assert!(sum(&text()).is_some_and(|sum| sum > 0));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "[", "[1,]", "{1: 2}", "\"a", "1 2", "nul", "{\"a\" 1}"] {
            assert_eq!(sum(text.as_bytes()), None, "{text}");
        }
    }
}
