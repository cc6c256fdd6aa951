//! What serving a file costs at the least: a socket, hyper, and pieces of the file that are read as the client takes them.
//!
//! `bare-files PORT FILE`: every answer is the file.

use bytes::Bytes;
use http::Response;
use http_body_util::channel::Channel;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::error::Error;
use std::io::Read as _;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

const PIECE: usize = 256 << 10;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [port, file] = args.as_slice() else { return Err("bare-files PORT FILE".into()) };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.parse()?)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let file = file.clone();
        tokio::spawn(async move {
            let service = service_fn(move |_| {
                let (sender, body) = Channel::<Bytes, std::io::Error>::new(2);
                tokio::spawn(send(file.clone(), sender));
                async { Ok::<_, Infallible>(Response::new(body)) }
            });
            // a client that goes away is no fault
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn send(file: String, mut sender: http_body_util::channel::Sender<Bytes, std::io::Error>) {
    let mut file = std::fs::File::open(file).expect("the file");
    loop {
        let piece = tokio::task::block_in_place(|| {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece).expect("its bytes");
            piece.truncate(count);
            Bytes::from(piece)
        });
        if piece.is_empty() || sender.send_data(piece).await.is_err() {
            return;
        }
    }
}
