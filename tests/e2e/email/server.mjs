// A mail server to practise on: binds a free port of 127.0.0.1, does what the addresses ask for, and says what it saw.
//
//   node server.mjs '{"security": "none"|"starttls"|"tls"|"no-starttls", "key": PEM, "certificate": PEM,
//                     "user": NAME, "password": WORD}'
//
// Standard output: {"port"} first, then an answer to each line of the standard input:
//   {"next": KIND}     the next thing of that kind that it sees or saw, and forgets what was before it: "session" for
//                      a connection, "sender" and "recipient" as they were asked for, "message" as it arrived, "quit"
//   {"hang_up": true}  ends all connections as an impatient server does; {"seen"} all that was seen and not asked for
// The end of the standard input ends the program.
//
// Recipients: greylist-once@ 451 then taken; no-such@ 550; full@ 452; over-quota@ 552; elsewhere@ 554; sign-in@ 530;
// drop@ closes at RCPT; silent@ closes no connection and answers nothing; unheard-once@ takes the message, says nothing to
// it the first time; cut-off-once@ takes it and closes the first time; spam@ 554 to the message; slow-goodbye@ 550, and
// no-goodbye@ taken, with no answer to QUIT. Senders: not-ours@ 550; too-busy@ 451.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const asked = JSON.parse(process.argv[2]);
const seen = new Set();

let events = [];
let wanted = null;

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
function give() {
    const at = events.findIndex((event) => wanted in event);
    if (at < 0) return;
    say(events[at]);
    events = events.slice(at + 1);
    wanted = null;
}
function saw(event) {
    events.push(event);
    if (wanted) give();
}
const first = (address) => !seen.has(address) && seen.add(address);
const refusal = (code, words) => Object.assign(new Error(words), { responseCode: code });
const connectionOf = (session) => [...server.connections].find((connection) => connection.session === session);

const recipients = {
    'no-such': () => refusal(550, '5.1.1 no such user'),
    full: () => refusal(452, '4.2.2 mailbox full'),
    'over-quota': () => refusal(552, '5.2.2 mailbox full'),
    elsewhere: () => refusal(554, '5.7.1 relay access denied'),
    'sign-in': () => refusal(530, '5.7.0 authentication required'),
    'slow-goodbye': () => refusal(550, '5.1.1 no such user'),
    'greylist-once': (address) => first(address) && refusal(451, '4.7.1 greylisted'),
};

function onRcptTo({ address }, session, answer) {
    saw({ recipient: address, session: session.id });
    const name = address.split('@')[0];
    if (name === 'silent') return;
    if (name === 'drop') return connectionOf(session)._socket.destroy();
    if (name.endsWith('-goodbye')) connectionOf(session).handler_QUIT = () => saw({ quit: true });
    answer(recipients[name]?.(address) || null);
}

function onMailFrom({ address }, session, answer) {
    saw({ sender: address, session: session.id });
    const senders = { 'not-ours': refusal(550, '5.7.1 not your sender'), 'too-busy': refusal(451, '4.3.2 busy') };
    answer(senders[address.split('@')[0]] || null);
}

async function onData(stream, session, answer) {
    const pieces = [];
    for await (const piece of stream) pieces.push(piece);
    const raw = Buffer.concat(pieces);
    const mail = await simpleParser(raw);
    const address = session.envelope.rcptTo[0].address;
    saw({
        message: {
            session: session.id, secure: session.secure, user: session.user || null, helo: session.hostNameAppearsAs,
            sender: session.envelope.mailFrom.address, recipients: session.envelope.rcptTo.map((to) => to.address),
            raw: raw.toString('base64'), headers: mail.headerLines.map(({ line }) => line), id: mail.messageId,
            from: mail.from?.value, to: mail.to?.value, subject: mail.subject, date: mail.date, text: mail.text,
            html: mail.html,
        },
    });
    const name = address.split('@')[0];
    if (name === 'unheard-once' && first(address)) return;
    if (name === 'cut-off-once' && first(address)) return connectionOf(session)._socket.destroy();
    answer(name === 'spam' ? refusal(554, '5.7.1 not wanted') : null);
}

function onAuth({ username, password }, session, answer) {
    if (username === 'nobody-home') return answer(refusal(454, '4.7.0 directory does not answer'));
    if (username === asked.user && password === asked.password) return answer(null, { user: username });
    answer(refusal(535, '5.7.8 wrong user or password'));
}

const server = new SMTPServer({
    onConnect: (session, answer) => { saw({ session: session.id }); answer(); },
    onMailFrom, onRcptTo, onData, onAuth,
    secure: asked.security === 'tls',
    hideSTARTTLS: asked.security !== 'starttls',
    authOptional: !asked.user,
    allowInsecureAuth: asked.security === 'none',
    disabledCommands: asked.user ? [] : ['AUTH'],
    disableReverseLookup: true,
    ...(asked.key ? { key: readFileSync(asked.key), cert: readFileSync(asked.certificate) } : {}),
});
server.on('error', () => {});  // A client that trusts no certificate, or goes away: that is what is tested.
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));

createInterface({ input: process.stdin })
    .on('line', (line) => {
        const { next } = JSON.parse(line);
        if (next) {
            wanted = next;
            return give();
        }
        for (const connection of [...server.connections]) connection.send(421, '4.4.2 idle for too long');
        say({ seen: events.splice(0) });
    })
    .on('close', () => process.exit(0));
