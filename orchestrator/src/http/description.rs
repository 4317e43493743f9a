//! What the OpenAPI description says of every operation alike, so that no handler has to repeat it.

use utoipa::openapi::{
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder, Type,
};

/// Name of the operator's bearer token among the security schemes.
const OPERATOR: &str = "operator";

/// Adds problems, credentials and idempotency keys wherever they apply.
pub fn complete(mut description: OpenApi) -> OpenApi {
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The operator's token")).build();
    let components = description.components.get_or_insert_with(Default::default);
    components.add_security_scheme(OPERATOR, SecurityScheme::Http(token));
    for item in description.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            complete_operation(operation);
        }
    }
    description
}

fn complete_operation(operation: &mut Operation) {
    let places: Vec<_> = operation.parameters.iter().flatten().filter_map(place).collect();
    let in_path = places.iter().any(|(_, place)| *place == ParameterIn::Path);
    let in_query = places.iter().any(|(_, place)| *place == ParameterIn::Query);
    let writes = places.iter().any(|(name, _)| name == "mode");
    let has_body = operation.request_body.is_some();
    // Content is added with the token, and jobs are the operator's own; calls are prepared without it and queued with it.
    let is_secret = writes || has_body || operation.security.is_some();
    for (status, applies) in [
        ("400", in_path || in_query || has_body),
        ("401", is_secret),
        ("403", is_secret),
        ("404", in_path),
        ("409", writes),
        ("413", has_body),
        ("415", has_body && writes),
        ("422", in_path || in_query || has_body),
        ("503", true),
        ("504", true),
    ] {
        if applies {
            operation.responses.responses.entry(status.into()).or_insert_with(|| RefOr::T(problem(status, writes)));
        }
    }
    for (status, response) in &mut operation.responses.responses {
        if is_failure(status) {
            *response = RefOr::T(problem(status, writes));
        }
    }
    if writes {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("In the operator's name: the same key again is the same submission. 1 to 128 bytes"))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build();
        operation.parameters.get_or_insert_with(Vec::new).push(RefOr::T(key));
    }
    if is_secret {
        let token = SecurityRequirement::new(OPERATOR, Vec::<String>::new());
        // A prepared call needs no token.
        let none = writes.then(SecurityRequirement::default);
        operation.security = Some(none.into_iter().chain([token]).collect());
    }
}

/// Whether this is neither a success nor "not modified".
fn is_failure(status: &str) -> bool {
    status.starts_with('4') || status.starts_with('5')
}

/// Name of a parameter, and where it stands.
fn place(parameter: &RefOr<Parameter>) -> Option<(String, ParameterIn)> {
    match parameter {
        RefOr::T(parameter) => Some((parameter.name.clone(), parameter.parameter_in.clone())),
        RefOr::Ref(_) => None,
    }
}

/// An answer that is no success, of an operation that queues calls or does not.
fn problem(status: &str, writes: bool) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let text = match status {
        "400" => "The request cannot be read",
        "401" => "The operator's token is missing or wrong",
        "403" => "Nobody may write in the operator's name here",
        "404" => "There is no such thing",
        "406" => "This cannot be had in any form that was asked for",
        "409" if writes => "Another call was queued under this Idempotency-Key",
        "409" => "It does not stand so that this can be done",
        "412" => "This content is not here, and nowhere else was to be looked",
        "413" => "The body is too large",
        "415" => "The body is not said to be JSON",
        "422" => "A field has a value it cannot have",
        "504" => "The answer took too long",
        _ => "The service cannot do its work at the moment",
    };
    ResponseBuilder::new().description(text).content("application/problem+json", content).build()
}
