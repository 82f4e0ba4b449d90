//! An answer in pieces, which somebody sends while they are read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::mpsc;

/// Sends pieces. An error breaks the answer off, so that the client does not take what it has for all.
pub(super) type Sender = mpsc::Sender<io::Result<Bytes>>;

/// The pieces, in the order they were sent. The answer ends when its sender is gone.
///
/// `http_body_util::Channel` keeps errors in a channel of their own and, when the sender ends just between looking at the
/// one and the other, takes the pieces that still wait for lost (0.1.5). Here both are in one.
pub(super) struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl Pieces {
    /// A sender and what it sends, of which so many pieces may wait.
    pub(super) fn new(waiting: usize) -> (Sender, Pieces) {
        let (sender, receiver) = mpsc::channel(waiting);
        (sender, Pieces(receiver))
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    /// Both at once, so often that the sender ends at any moment of the reader.
    #[test]
    fn nothing_is_lost_when_the_sender_ends() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        for round in 0..20_000 {
            let (sender, pieces) = Pieces::new(4);
            runtime.spawn(async move {
                for number in 0..4 {
                    sender.send(Ok(Bytes::from(vec![number; 3]))).await.unwrap();
                }
            });
            let bytes = runtime.block_on(pieces.collect()).unwrap().to_bytes();
            assert_eq!(bytes, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3][..], "round {round}");
        }
    }

    #[test]
    fn an_error_breaks_an_answer_off() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (sender, mut pieces) = Pieces::new(4);
        sender.try_send(Ok(Bytes::from_static(b"a"))).unwrap();
        sender.try_send(Err(io::ErrorKind::UnexpectedEof.into())).unwrap();
        drop(sender);
        runtime.block_on(async {
            assert_eq!(pieces.frame().await.unwrap().unwrap().into_data().unwrap(), "a");
            assert!(pieces.frame().await.unwrap().is_err());
        });
    }
}
