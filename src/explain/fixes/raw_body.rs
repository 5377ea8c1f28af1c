//! How each framework gives the body as it arrived.

use crate::explain::Fix;

pub(super) const RAW_BODY: &[Fix] = &[
    Fix {
        framework: "any",
        text: "Verify the bytes that arrived, before anything parses them: never JSON that was written anew.",
        code: None,
    },
    Fix {
        framework: "Express",
        text: "express.json() ran before the route. Give the webhook's route express.raw(), ahead of it.",
        code: Some(
            "app.post(\"/webhooks\", express.raw({ type: \"*/*\" }), (req, res) => {\n  const event = verifier.verify(req.body, req.headers); // a Buffer\n});\napp.use(express.json()); // behind it",
        ),
    },
    Fix {
        framework: "Next.js, pages",
        text: "Next.js parses the body of an API route. Switch that off, and read the stream.",
        code: Some(
            "export const config = { api: { bodyParser: false } };\n\nexport default async function handler(req, res) {\n  const chunks = [];\n  for await (const chunk of req) chunks.push(chunk);\n  const event = verifier.verify(Buffer.concat(chunks), req.headers);\n}",
        ),
    },
    Fix {
        framework: "Next.js, app",
        text: "Read the bytes with arrayBuffer(), and not json().",
        code: Some(
            "export async function POST(request) {\n  const body = new Uint8Array(await request.arrayBuffer());\n  const event = verifier.verify(body, request.headers);\n}",
        ),
    },
    Fix {
        framework: "Fastify",
        text: "Fastify parses JSON. Keep the bytes with a parser of your own, in the plugin of the route.",
        code: Some(
            "fastify.addContentTypeParser(\"application/json\", { parseAs: \"buffer\" }, (request, body, done) => done(null, body));",
        ),
    },
    Fix {
        framework: "NestJS",
        text: "Start the application with rawBody, and verify request.rawBody.",
        code: Some(
            "const app = await NestFactory.create(AppModule, { rawBody: true });\n// in the controller: verifier.verify(request.rawBody, request.headers)",
        ),
    },
    Fix {
        framework: "Koa",
        text: "koa-bodyparser ran before. Leave the route out of it, and read the stream.",
        code: Some(
            "const body = await rawBody(ctx.req); // the package raw-body, without an encoding",
        ),
    },
    Fix {
        framework: "AWS Lambda",
        text: "Verify event.body, decoded where isBase64Encoded says so.",
        code: Some(
            "const body = Buffer.from(event.body ?? \"\", event.isBase64Encoded ? \"base64\" : \"utf8\");",
        ),
    },
    Fix {
        framework: "Flask",
        text: "Read request.get_data() before request.json or request.form.",
        code: Some("body = request.get_data()  # bytes"),
    },
    Fix {
        framework: "Django",
        text: "Use request.body, and not json.dumps of what was parsed.",
        code: Some("body = request.body  # bytes; before request.POST"),
    },
    Fix {
        framework: "FastAPI",
        text: "Take the request, and not a model: the model has been parsed.",
        code: Some("body = await request.body()"),
    },
    Fix {
        framework: "Rails",
        text: "Use request.raw_post, and not params.to_json.",
        code: Some("body = request.raw_post"),
    },
    Fix {
        framework: "Laravel",
        text: "Use $request->getContent(), and not json_encode($request->all()).",
        code: Some("$body = $request->getContent();"),
    },
    Fix {
        framework: "Spring",
        text: "Take the body as byte[], and not as an object.",
        code: Some(
            "@PostMapping(\"/webhooks\")\nvoid receive(@RequestBody byte[] body, @RequestHeader HttpHeaders headers)",
        ),
    },
    Fix {
        framework: "ASP.NET",
        text: "Read the stream before model binding does.",
        code: Some(
            "using var copy = new MemoryStream();\nawait Request.Body.CopyToAsync(copy);\nvar body = copy.ToArray();",
        ),
    },
    Fix {
        framework: "Go",
        text: "Read the body once with io.ReadAll, verify it, and unmarshal the same bytes.",
        code: Some("body, err := io.ReadAll(r.Body)"),
    },
];

pub(super) const EMPTY_BODY: &[Fix] = &[
    Fix {
        framework: "any",
        text: "The body was read before: a stream can be read once. Read it in one place, and hand the bytes on.",
        code: None,
    },
    Fix {
        framework: "Express",
        text: "A parser has taken the stream, or none ran: with express.raw() req.body is a Buffer.",
        code: Some("app.post(\"/webhooks\", express.raw({ type: \"*/*\" }), handler);"),
    },
    Fix {
        framework: "Next.js, app",
        text: "A Request can be read once: clone it where middleware reads it, too.",
        code: Some("const body = new Uint8Array(await request.clone().arrayBuffer());"),
    },
    Fix {
        framework: "Go",
        text: "Put the bytes back for the next reader.",
        code: Some("r.Body = io.NopCloser(bytes.NewReader(body))"),
    },
    Fix {
        framework: "ASP.NET",
        text: "Let the body be read twice, and go back to its beginning.",
        code: Some("Request.EnableBuffering();\nRequest.Body.Position = 0;"),
    },
    Fix {
        framework: "Django",
        text: "Read request.body before request.POST or request.read().",
        code: None,
    },
];

pub(super) const GATEWAY: &[Fix] = &[
    Fix {
        framework: "AWS Lambda",
        text: "API Gateway hands binary bodies over in base64: decode them where isBase64Encoded says so.",
        code: Some(
            "const body = Buffer.from(event.body ?? \"\", event.isBase64Encoded ? \"base64\" : \"utf8\");",
        ),
    },
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
