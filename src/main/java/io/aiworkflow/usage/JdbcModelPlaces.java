package io.aiworkflow.usage;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps who has which place of a model, and who waits for one, in PostgreSQL, by whose clock they count. */
@Repository
class JdbcModelPlaces {
    private final JdbcClient database;

    JdbcModelPlaces(JdbcClient database) {
        this.database = database;
    }

    /**
     * Takes a free place, unless as many calls that come before this one wait as there are free places. Two that take the
     * same place at once do so one after the other, and the second one gets none.
     *
     * @param usable places from the first one on that this call may have
     */
    boolean take(UUID call, Wanted wanted, int usable, Duration lease) {
        return database.sql("""
                        with free as (
                            select place
                              from generate_series(1, :usable) as place
                             where not exists (select 1 from model_place held
                                                where held.server = :server and held.model = :model
                                                  and held.place = place.place and held.held_until > now())),
                        own as (
                            select coalesce((select asked_at from model_place_wait
                                              where server = :server and model = :model and call_id = :call),
                                            'infinity') as asked_at)
                        insert into model_place (server, model, place, call_id, held_until)
                        select :server, :model, place, :call, now() + :lease * interval '1 millisecond'
                          from free
                         where (select count(*) from free)
                               > (select count(*) from model_place_wait other, own
                                   where other.server = :server and other.model = :model and other.call_id <> :call
                                     and other.seen_until > now()
                                     and (other.background, other.asked_at) < (:background, own.asked_at))
                         order by place desc
                         limit 1
                            on conflict (server, model, place) do update
                           set call_id = excluded.call_id, held_until = excluded.held_until
                         where model_place.held_until <= now()""")
                        .param("call", call)
                        .param("server", wanted.server())
                        .param("model", wanted.model())
                        .param("background", wanted.background())
                        .param("usable", usable)
                        .param("lease", lease.toMillis())
                        .update()
                > 0;
    }

    /** It stands in line since it did so first, and until it is not seen any more. */
    void await(UUID call, Wanted wanted, Duration seen) {
        database.sql("""
                        insert into model_place_wait (call_id, server, model, background, seen_until)
                        values (:call, :server, :model, :background, now() + :seen * interval '1 millisecond')
                            on conflict (server, model, call_id) do update set seen_until = excluded.seen_until""")
                .param("call", call)
                .param("server", wanted.server())
                .param("model", wanted.model())
                .param("background", wanted.background())
                .param("seen", seen.toMillis())
                .update();
    }

    void endWait(UUID call) {
        database.sql("delete from model_place_wait where call_id = :call")
                .param("call", call)
                .update();
    }

    void giveBack(UUID call) {
        database.sql("delete from model_place where call_id = :call")
                .param("call", call)
                .update();
    }

    void renew(Collection<UUID> calls, Duration lease) {
        database.sql("""
                        update model_place set held_until = now() + :lease * interval '1 millisecond'
                         where call_id = any(:calls)""")
                .param("lease", lease.toMillis())
                .param("calls", calls.toArray(UUID[]::new))
                .update();
    }

    /** What killed processes have left. */
    void removeOver() {
        database.sql("delete from model_place where held_until < now() - interval '1 minute'")
                .update();
        database.sql("delete from model_place_wait where seen_until < now() - interval '1 minute'")
                .update();
    }

    record Wanted(String server, String model, boolean background) {}
}
