package io.aiworkflow.testsupport;

import io.aiworkflow.platform.OutsideEffects;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Workflows whose steps have outside effects: bookings over HTTP, and a connector that sends mails. */
@TestConfiguration
public class BookingWorkflows {
    @Bean
    BookingService bookingService() {
        return new BookingService();
    }

    @Bean
    Mailer mailer(OutsideEffects effects) {
        return new Mailer(effects);
    }

    @Bean
    RouteBuilder bookingRoutes(BookingService service) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                book("book-keyed", "keyed", "");
                book("book-review", "review", "");
                book("book-look-up", "look-up", "&step.book-look-up-step.lookUp=direct:find-booking");
                from("direct:find-booking")
                        .routeId("find-booking")
                        .setHeader("Idempotency-Key", simple("${exchangeProperty.effectKey}"))
                        .setHeader(Exchange.HTTP_METHOD, constant("GET"))
                        .setBody(simple("${null}"))
                        .to(service.uri("/find"))
                        .convertBodyTo(String.class);
                from("workflow:book-each?attempts=1&step.book-one.effect=keyed")
                        .routeId("book-each")
                        .split(simple("${body[rooms]}"))
                        .parallelProcessing()
                        .step("book-one")
                        .to("direct:book")
                        .end()
                        .end();
                from("direct:book")
                        .routeId("book")
                        .setHeader("Idempotency-Key", simple("${exchangeProperty.effectKey}"))
                        .setHeader(Exchange.HTTP_METHOD, constant("POST"))
                        .setBody(simple("a room"))
                        .to(service.uri("/book"))
                        .convertBodyTo(String.class);
                from("workflow:book-by-hand?step.by-hand.effect=review")
                        .routeId("book-by-hand")
                        .step("by-hand")
                        .bean("probe", "visit(${body}, 'booking')")
                        .end();
                from("workflow:book-by-hand-keyed?step.by-hand-keyed.effect=keyed")
                        .routeId("book-by-hand-keyed")
                        .step("by-hand-keyed")
                        .bean("mailer", "note('keyed', ${exchangeProperty.effectKey})")
                        .bean("probe", "visit(${body}, 'keyed-booking')")
                        .end();
                from("workflow:mail?backOff=10")
                        .routeId("mail")
                        .step("send-mail")
                        .bean("mailer", "send")
                        .end();
                from("workflow:mail-in-tap?backOff=10")
                        .routeId("mail-in-tap")
                        .wireTap("direct:tapped-mail")
                        .bean("probe", "awaitVisit('tapped-mail')")
                        .step("after-tap")
                        .bean("probe", "visit(${body}, 'after-tap')")
                        .end();
                from("direct:tapped-mail")
                        .routeId("tapped-mail")
                        .step("send-in-tap")
                        .bean("mailer", "sendKeyed")
                        .end()
                        .bean("probe", "visit(${body}, 'tapped-mail')");
            }

            private void book(String name, String mode, String more) {
                String step = name + "-step";
                from("workflow:%s?backOff=10&step.%s.effect=%s%s".formatted(name, step, mode, more))
                        .routeId(name)
                        .setVariable("name", simple("${body[name]}"))
                        .step(step)
                        .to("direct:book")
                        .end()
                        .setBody(simple("${body} for ${variable.name}"));
            }
        };
    }

    /** A connector whose first mail is sent, but nobody hears of it. */
    public static class Mailer {
        private final OutsideEffects effects;
        private final List<String> keys = new ArrayList<>();

        Mailer(OutsideEffects effects) {
            this.effects = effects;
        }

        public String send(Exchange exchange) throws Exception {
            return effects.perform(exchange, "mail-send", this::find, key -> {
                note("mail", key);
                throw new SocketException("cut off");
            });
        }

        public String sendKeyed(Exchange exchange) throws Exception {
            return effects.performKeyed(exchange, "keyed-send", key -> {
                note("tapped", key);
                return "sent";
            });
        }

        private Optional<String> find(String key) {
            return keysOf("mail").contains("mail " + key) ? Optional.of("sent before") : Optional.empty();
        }

        public synchronized void note(String kind, String key) {
            keys.add(kind + " " + key);
        }

        public synchronized List<String> keysOf(String kind) {
            return keys.stream().filter(key -> key.startsWith(kind + " ")).toList();
        }
    }
}
