//! Traces for a collector: a span of each call, by OTLP over HTTP. Only with the feature `otlp`.
//!
//! Spans are collected and sent by a thread of the exporter's own, so that no call waits for the collector; what it does not
//! take is dropped. `OTEL_EXPORTER_OTLP_HEADERS` and the like are the exporter's own and hold.

use crate::log::Further;
use http::HeaderMap;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_http::{Bytes, HeaderExtractor, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use openwork_core::{Error, ErrorKind, Result};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::runtime::Handle;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

/// How long the collector may take for one batch, the last one at the end included.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the collector knows this program as.
const SERVICE: &str = "openwork-server";

/// The way to a collector.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends spans to the collector at this address, such as `http://127.0.0.1:4318`.
    pub(crate) fn start(endpoint: &str, runtime: &Handle) -> Result<Self> {
        let refused = |reason: &dyn std::fmt::Display| {
            let message = format!("`--otlp-endpoint` cannot be used: {reason}. Give it as `http://HOST:PORT`.");
            Error::new(ErrorKind::InvalidRequest, message)
        };
        if !endpoint.starts_with("http://") {
            return Err(refused(&"only plain HTTP is spoken, to a collector on this machine or a trusted network"));
        }
        let client =
            OnRuntime { runtime: runtime.clone(), client: HyperClient::with_default_connector(PATIENCE, None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| refused(&error))?;
        let resource = Resource::builder().with_service_name(SERVICE).build();
        Ok(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build()))
    }

    /// What turns the calls' spans into those of the collector. Log lines are not for it: they name folders.
    pub(crate) fn layer(&self) -> Further {
        let is_call = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with("openwork_"));
        tracing_opentelemetry::layer().with_tracer(self.0.tracer(SERVICE)).with_filter(is_call).boxed()
    }

    /// Sends what is left.
    pub(crate) fn end(&self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last spans were not taken by the collector");
        }
    }
}

/// Makes a call a part of the trace that its client says it belongs to, if it says so.
pub(crate) fn follow(span: &Span, headers: &HeaderMap) {
    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    // Without a subscriber for spans there is nothing to follow.
    let _ = span.set_parent(parent);
}

/// The exporter waits in a thread without a runtime; the HTTP client needs one.
#[derive(Debug)]
struct OnRuntime {
    runtime: Handle,
    client: HyperClient,
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for OnRuntime {
    fn send_bytes<'a, 'b>(&'a self, request: Request<Bytes>) -> Answer<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        let client = self.client.clone();
        // It ends within its limit, and the exporter waits for it.
        let sending = self.runtime.spawn(async move { client.send_bytes(request).await });
        Box::pin(async move { sending.await.map_err(HttpError::from)? })
    }
}
