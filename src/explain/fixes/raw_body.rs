//! How each framework gives access to the raw body.

use crate::explain::report::Fix;

/// The body was parsed before it was verified.
pub(super) const RAW_BODY: &[Fix] = &[
    Fix::general(
        "Verify the bytes that arrived, before anything parses them: never JSON that was written anew.",
    ),
    Fix::in_framework(
        "Express",
        "express.json() ran before the route. Give the webhook's route express.raw(), ahead of it.",
        "app.post(\"/webhooks\", express.raw({ type: \"*/*\" }), (req, res) => {\n  const event = verifier.verify(req.body, req.headers); // a Buffer\n});\napp.use(express.json()); // behind it",
    ),
    Fix::in_framework(
        "Next.js, pages",
        "Next.js parses the body of an API route. Switch that off, and read the stream.",
        "export const config = { api: { bodyParser: false } };\n\nexport default async function handler(req, res) {\n  const chunks = [];\n  for await (const chunk of req) chunks.push(chunk);\n  const event = verifier.verify(Buffer.concat(chunks), req.headers);\n}",
    ),
    Fix::in_framework(
        "Next.js, app",
        "Read the bytes with arrayBuffer(), and not json().",
        "export async function POST(request) {\n  const body = new Uint8Array(await request.arrayBuffer());\n  const event = verifier.verify(body, request.headers);\n}",
    ),
    Fix::in_framework(
        "Fastify",
        "Fastify parses JSON. Keep the bytes with a parser of your own, in the plugin of the route.",
        "fastify.addContentTypeParser(\"application/json\", { parseAs: \"buffer\" }, (request, body, done) => done(null, body));",
    ),
    Fix::in_framework(
        "NestJS",
        "Start the application with rawBody, and verify request.rawBody.",
        "const app = await NestFactory.create(AppModule, { rawBody: true });\n// in the controller: verifier.verify(request.rawBody, request.headers)",
    ),
    Fix::in_framework(
        "Koa",
        "koa-bodyparser ran before. Leave the route out of it, and read the stream.",
        "const body = await rawBody(ctx.req); // the package raw-body, without an encoding",
    ),
    Fix::in_framework(
        "AWS Lambda",
        "Verify event.body, decoded where isBase64Encoded says so.",
        "const body = Buffer.from(event.body ?? \"\", event.isBase64Encoded ? \"base64\" : \"utf8\");",
    ),
    Fix::in_framework(
        "Flask",
        "Read request.get_data() before request.json or request.form.",
        "body = request.get_data()  # bytes",
    ),
    Fix::in_framework(
        "Django",
        "Use request.body, and not json.dumps of what was parsed.",
        "body = request.body  # bytes; before request.POST",
    ),
    Fix::in_framework(
        "FastAPI",
        "Take the request, and not a model: the model has been parsed.",
        "body = await request.body()",
    ),
    Fix::in_framework(
        "Rails",
        "Use request.raw_post, and not params.to_json.",
        "body = request.raw_post",
    ),
    Fix::in_framework(
        "Laravel",
        "Use $request->getContent(), and not json_encode($request->all()).",
        "$body = $request->getContent();",
    ),
    Fix::in_framework(
        "Spring",
        "Take the body as byte[], and not as an object.",
        "@PostMapping(\"/webhooks\")\nvoid receive(@RequestBody byte[] body, @RequestHeader HttpHeaders headers)",
    ),
    Fix::in_framework(
        "ASP.NET",
        "Read the stream before model binding does.",
        "using var copy = new MemoryStream();\nawait Request.Body.CopyToAsync(copy);\nvar body = copy.ToArray();",
    ),
    Fix::in_framework(
        "Go",
        "Read the body once with io.ReadAll, verify it, and unmarshal the same bytes.",
        "body, err := io.ReadAll(r.Body)",
    ),
];

/// The body was read before it was verified.
pub(super) const EMPTY_BODY: &[Fix] = &[
    Fix::general(
        "The body was read before: a stream can be read once. Read it in one place, and hand the bytes on.",
    ),
    Fix::in_framework(
        "Express",
        "A parser has taken the stream, or none ran: with express.raw() req.body is a Buffer.",
        "app.post(\"/webhooks\", express.raw({ type: \"*/*\" }), handler);",
    ),
    Fix::in_framework(
        "Next.js, app",
        "A Request can be read once: clone it where middleware reads it, too.",
        "const body = new Uint8Array(await request.clone().arrayBuffer());",
    ),
    Fix::in_framework(
        "Go",
        "Put the bytes back for the next reader.",
        "r.Body = io.NopCloser(bytes.NewReader(body))",
    ),
    Fix::in_framework(
        "ASP.NET",
        "Let the body be read twice, and go back to its beginning.",
        "Request.EnableBuffering();\nRequest.Body.Position = 0;",
    ),
    Fix {
        framework: "Django",
        text: "Read request.body before request.POST or request.read().",
        code: None,
    },
];

/// The body is in a gateway's envelope.
pub(super) const GATEWAY: &[Fix] = &[
    Fix::in_framework(
        "AWS Lambda",
        "API Gateway hands binary bodies over in base64: decode them where isBase64Encoded says so.",
        "const body = Buffer.from(event.body ?? \"\", event.isBase64Encoded ? \"base64\" : \"utf8\");",
    ),
    Fix {
        framework: "AWS API Gateway",
        text: "Take the webhook's media type out of the binary media types, or decode the body.",
        code: None,
    },
    Fix {
        framework: "Azure Functions",
        text: "Take the raw body of the request, and not a binding that decodes it.",
        code: None,
    },
];
