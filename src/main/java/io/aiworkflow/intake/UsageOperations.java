package io.aiworkflow.intake;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.usage.UsageQuestion;
import io.aiworkflow.usage.UsageQuestion.By;
import io.aiworkflow.usage.UsageSum;
import io.aiworkflow.usage.Usages;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells what calls to models have used: everybody about himself, operators about everybody. */
@Component
@Profile("api")
class UsageOperations {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 400;
    private static final int MOST_SUMS = 1000;

    private final Usages usages;
    private final CurrentSubmitter submitter;
    private final Clock clock = Clock.systemUTC();

    UsageOperations(Usages usages, CurrentSubmitter submitter) {
        this.usages = usages;
        this.submitter = submitter;
    }

    Reply get(Message request) {
        LocalDate to = day(request, "to").orElseGet(() -> LocalDate.now(clock));
        LocalDate from = day(request, "from").orElseGet(() -> to.minusDays(USUAL_DAYS - 1L));
        if (from.isAfter(to) || from.plusDays(MOST_DAYS).isBefore(to)) {
            throw RequestParts.malformed(
                    "'from' must not be after 'to', and at most %d days before it".formatted(MOST_DAYS));
        }
        UsageQuestion question = new UsageQuestion(
                from,
                to,
                by(request),
                user(request),
                RequestParts.workflow(request),
                RequestParts.text(request, "model"),
                MOST_SUMS + 1);
        List<UsageSum> sums = usages.sums(question);
        boolean more = sums.size() > MOST_SUMS;
        return Reply.ok(new Report(from, to, usages.total(question), more ? sums.subList(0, MOST_SUMS) : sums, more));
    }

    /** Whom else somebody asks about makes no difference to what he is told: it is about himself. */
    private Optional<String> user(Message request) {
        Submitter who = submitter.get();
        return who.role().includes(UserRole.OPERATOR) ? RequestParts.text(request, "user") : Optional.of(who.name());
    }

    private static Set<By> by(Message request) {
        Set<By> by = EnumSet.noneOf(By.class);
        for (String name : RequestParts.text(request, "by").orElse("day").split(",", -1)) {
            try {
                by.add(By.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw RequestParts.malformed("'by' must be some of day, user, workflow, model, separated by commas");
            }
        }
        return by;
    }

    private static Optional<LocalDate> day(Message request, String name) {
        try {
            return RequestParts.text(request, name).map(LocalDate::parse).filter(UsageOperations::isInReach);
        } catch (DateTimeException e) {
            throw RequestParts.malformed("'%s' must be a day such as 2026-01-31".formatted(name));
        }
    }

    /** The calendar of the database is shorter than that of Java. */
    private static boolean isInReach(LocalDate day) {
        if (day.getYear() < 1970 || day.getYear() > 9999) {
            throw new DateTimeException("out of reach");
        }
        return true;
    }

    /**
     * The answer.
     *
     * @param more whether there are sums that are not told; {@code total} knows all
     */
    private record Report(LocalDate from, LocalDate to, UsageSum.Tokens total, List<UsageSum> usage, boolean more) {}
}
