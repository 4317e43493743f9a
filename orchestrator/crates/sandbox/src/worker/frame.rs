//! Messages in a pipe: the length in four bytes, the least first, and then the message.

use std::io::{self, ErrorKind, Read};

use codec::Encode;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The message as it goes into a pipe, in one piece: whoever waits for it is woken once.
///
/// # Errors
///
/// When it has 4 GiB or more.
pub(crate) fn frame(message: &impl Encode) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; LENGTH];
    message.encode_to(&mut frame);
    let length = u32::try_from(frame.len().saturating_sub(LENGTH)).map_err(|_| ErrorKind::InvalidInput)?;
    frame.splice(..LENGTH, length.to_le_bytes());
    Ok(frame)
}

/// Bytes before each message.
const LENGTH: usize = size_of::<u32>();

/// Reads a message of at most so many bytes; none at the end.
pub(crate) fn read(from: &mut impl Read, most: u32) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; LENGTH];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = check(u32::from_le_bytes(length), most)?;
    let mut message = Vec::new();
    from.take(length.into()).read_to_end(&mut message)?;
    whole(message, length).map(Some)
}

/// Reads a message of at most so many bytes without blocking the thread.
pub(crate) async fn receive(from: &mut (impl AsyncRead + Unpin), most: u32) -> io::Result<Vec<u8>> {
    let length = check(from.read_u32_le().await?, most)?;
    let mut message = Vec::new();
    from.take(length.into()).read_to_end(&mut message).await?;
    whole(message, length)
}

fn check(length: u32, most: u32) -> io::Result<u32> {
    if length > most {
        return Err(io::Error::new(ErrorKind::InvalidData, format!("a message of {length} bytes, where {most} are allowed")));
    }
    Ok(length)
}

fn whole(message: Vec<u8>, length: u32) -> io::Result<Vec<u8>> {
    if u32::try_from(message.len()) != Ok(length) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Decode;
    use proptest::prelude::*;

    fn text(message: Vec<u8>) -> String {
        String::decode(&mut &message[..]).unwrap()
    }

    proptest! {
        #[test]
        fn messages_come_back_one_by_one(messages in prop::collection::vec(".{0,50}", 0..5)) {
            let pipe: Vec<u8> = messages.iter().flat_map(|message| frame(message).unwrap()).collect();
            let mut pipe = &pipe[..];
            for message in &messages {
                prop_assert_eq!(&text(read(&mut pipe, 1_000).unwrap().unwrap()), message);
            }
            prop_assert_eq!(read(&mut pipe, 1_000).unwrap(), None);
        }

        #[test]
        fn whatever_comes_no_more_is_read_than_allowed(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(Some(message)) = read(&mut &bytes[..], 20) {
                prop_assert!(message.len() <= 20);
            }
        }
    }

    #[test]
    fn a_message_that_is_too_long_or_cut_off_is_an_error() {
        assert_eq!(read(&mut &[21, 0, 0, 0, 1][..], 20).unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(read(&mut &[5, 0, 0, 0, 1][..], 20).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn both_ends_read_alike() {
        let pipe = frame(&"hello").unwrap();
        assert_eq!(text(receive(&mut &pipe[..], 6).await.unwrap()), "hello");
        assert_eq!(receive(&mut &pipe[..], 5).await.unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(receive(&mut &pipe[..7], 6).await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }
}
