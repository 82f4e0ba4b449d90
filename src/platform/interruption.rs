//! Ctrl-C and other signals that end the program.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC as Signal, ctrl_c};

/// Waits for the process to be interrupted. From when it is made, an interruption does not end the process by itself.
pub struct Interruption {
    signals: Vec<Signal>,
}

impl Interruption {
    /// Begins to wait; to be called within a runtime.
    ///
    /// # Errors
    /// The system does not let it.
    pub fn listen() -> io::Result<Interruption> {
        #[cfg(unix)]
        let signals = [SignalKind::interrupt(), SignalKind::terminate()]
            .into_iter()
            .map(signal)
            .collect::<Result<_, _>>()?;
        #[cfg(windows)]
        let signals = vec![ctrl_c()?];
        Ok(Interruption { signals })
    }

    /// Waits until it has come.
    pub async fn come(mut self) {
        poll_fn(|context| {
            let come = self.signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if come { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}
