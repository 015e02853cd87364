package com.technosupport.vms.rules.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleRun.State;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.RuleStore.Match;
import com.technosupport.vms.api.security.CredentialVault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From an event in the outbox to actions that are done, whatever fails on the way. */
class RuleEngineTest {

    /** Seals by turning bytes over; knows where what belongs. */
    static final CredentialVault VAULT = new CredentialVault() {
        @Override
        public byte[] seal(byte[] secret, String context) {
            byte[] sealed = new byte[secret.length + 1];
            sealed[0] = (byte) context.hashCode();
            for (int i = 0; i < secret.length; i++) {
                sealed[i + 1] = (byte) ~secret[i];
            }
            return sealed;
        }

        @Override
        public byte[] open(byte[] sealed, String context) {
            if (sealed[0] != (byte) context.hashCode()) {
                throw new VmsException(ErrorCode.INTERNAL, "It belongs elsewhere");
            }
            byte[] secret = new byte[sealed.length - 1];
            for (int i = 0; i < secret.length; i++) {
                secret[i] = (byte) ~sealed[i + 1];
            }
            return secret;
        }
    };

    /** What an action does. */
    private interface Deed {
        void call(ActionCall call, Map<String, Object> parameters) throws InterruptedException;
    }

    private final MemoryStore store = new MemoryStore();
    private final List<RuleAction> installed = new CopyOnWriteArrayList<>();
    private final Map<String, List<ActionCall>> calls = new ConcurrentHashMap<>();
    private final Actions actions = new Actions(() -> installed);
    private final StepSecrets secrets = new StepSecrets(VAULT);
    private RuleRunner runner;
    private RuleIntake intake;

    private void start() {
        Conditions conditions = new Conditions(new Places(null, Optional::empty));
        runner = new RuleRunner(store, store, actions, secrets, 4, Map.of(), Samples.CLOCK);
        intake = new RuleIntake(
                store, store, new RuleBook(store, Optional.empty(), false), conditions, runner::planned, Samples.CLOCK);
        runner.start();
        intake.start();
    }

    @AfterEach
    void stop() {
        intake.close();
        runner.close();
    }

    private void install(String name, RuleAction.Policy policy, Deed deed) {
        installed.add(new RuleAction() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String description() {
                return name;
            }

            @Override
            public List<ActionParameter> parameters() {
                return List.of(ActionParameter.secret("secret", "s"));
            }

            @Override
            public Policy policy() {
                return policy;
            }

            @Override
            public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call)
                    throws InterruptedException {
                calls.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>()).add(call);
                deed.call(call, parameters);
            }
        });
    }

    private static RuleAction.Policy policy(int attempts) {
        return new RuleAction.Policy(Duration.ofSeconds(20), attempts, Duration.ofMillis(20), Optional.empty());
    }

    private EnrichedEvent publish(String... steps) {
        Rule rule = Samples.rule("r" + store.rules.size(), RuleCondition.of(), steps);
        store.insert(rule);
        EnrichedEvent event = Samples.event("DoorOpened");
        store.add(event);
        return event;
    }

    private void awaitState(EnrichedEvent event, int index, State state) throws Exception {
        Await.until(
                () -> "it is " + store.run(event, index),
                () -> store.run(event, index) != null && store.run(event, index).state() == state);
    }

    @Test
    void anActionThatFailsStopsNoOther() throws Exception {
        install("good", policy(1), (call, parameters) -> {});
        install("bad", policy(3), (call, parameters) -> {
            throw new VmsException(ErrorCode.BUSY, "not now\nnever");
        });
        install("hopeless", policy(3), (call, parameters) -> {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "no");
        });
        install("broken", policy(1), (call, parameters) -> {
            throw new IllegalStateException("a defect");
        });
        EnrichedEvent event = publish("bad", "hopeless", "broken", "good");
        start();
        awaitState(event, 3, State.DONE);
        awaitState(event, 0, State.FAILED);
        awaitState(event, 1, State.FAILED);
        awaitState(event, 2, State.FAILED);
        assertThat(calls.get("bad")).extracting(ActionCall::attempt).containsExactly(1, 2, 3);
        assertThat(calls.get("bad"))
                .extracting(ActionCall::key)
                .containsOnly(calls.get("bad").get(0).key());
        assertThat(calls.get("hopeless")).hasSize(1);
        assertThat(store.run(event, 0).lastError()).contains("not now never");
        assertThat(store.run(event, 2).lastError().orElse("")).contains("IllegalStateException");
        assertThat(store.waiting()).isZero();
    }

    @Test
    void anActionThatIsNotThereIsWaitedFor() throws Exception {
        install("good", policy(1), (call, parameters) -> {});
        EnrichedEvent event = publish("absent", "good");
        start();
        awaitState(event, 1, State.DONE);
        Await.until(
                () -> "no error",
                () -> store.run(event, 0).lastError().orElse("").contains("not installed"));
        assertThat(store.run(event, 0).attempts()).isZero();
        assertThat(store.run(event, 0).nextTry()).isPresent();
    }

    @Test
    void anActionThatHangsIsInterruptedAndLeavesTheOthersTheirThreads() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        install(
                "hanging",
                new RuleAction.Policy(Duration.ofMillis(300), 1, Duration.ZERO, Optional.empty()),
                (call, parameters) -> never.await());
        install("good", policy(1), (call, parameters) -> {});
        EnrichedEvent event = publish("hanging", "hanging", "hanging", "hanging", "hanging", "hanging", "good");
        start();
        awaitState(event, 6, State.DONE);
        for (int i = 0; i < 6; i++) {
            awaitState(event, i, State.FAILED);
            assertThat(store.run(event, i).lastError().orElse("")).contains("longer than");
        }
    }

    @Test
    void whatWasBegunWhenTheServerWasKilledIsDoneAgainWithTheSameKey() throws Exception {
        EnrichedEvent event = publish("good", "fatal");
        install("good", policy(5), (call, parameters) -> {});
        install("fatal", policy(2), (call, parameters) -> {});
        // As it stands after a crash: planned, the first begun once, the second as often as it may be.
        store.plan(List.of(new Match(store.rules().get(0), event)), Samples.CLOCK.instant());
        assertThat(store.begin(store.run(event, 0).key(), 1)).isTrue();
        assertThat(store.begin(store.run(event, 1).key(), 1)).isTrue();
        assertThat(store.begin(store.run(event, 1).key(), 2)).isTrue();
        start();
        awaitState(event, 0, State.DONE);
        awaitState(event, 1, State.FAILED);
        assertThat(calls.get("good")).extracting(ActionCall::attempt).containsExactly(2);
        assertThat(calls).as("it took the server with it twice").doesNotContainKey("fatal");
    }

    @Test
    void ourOwnEndLeavesWhatRunsToBeDoneAgain() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        install("slow", policy(5), (call, parameters) -> {
            if (call.attempt() == 1) {
                running.countDown();
                new CountDownLatch(1).await();
            }
        });
        EnrichedEvent event = publish("slow");
        start();
        running.await();
        stop();
        assertThat(store.run(event, 0).state()).isEqualTo(State.RUNNING);
        start();
        awaitState(event, 0, State.DONE);
        assertThat(calls.get("slow")).extracting(ActionCall::attempt).containsExactly(1, 2);
    }

    @Test
    void aDatabaseThatIsAwayLosesNothing() throws Exception {
        CountDownLatch away = new CountDownLatch(1);
        install("good", policy(5), (call, parameters) -> {
            if (away.getCount() > 0) {
                store.away(true);
                away.countDown();
            }
        });
        EnrichedEvent event = publish("good");
        start();
        away.await();
        Await.until(() -> "it runs", () -> runner.running() == 0);
        store.add(Samples.event("DoorOpened"));
        store.away(false);
        awaitState(event, 0, State.DONE);
        Await.until(
                () -> "the next waits",
                () -> store.waiting() == 0 && calls.get("good").size() == 2);
        store.away(false);
        assertThat(calls.get("good"))
                .extracting(ActionCall::attempt)
                .as("none twice")
                .containsOnly(1);
    }

    @Test
    void whatIsTooLateIsNotBegun() throws Exception {
        install(
                "gate",
                new RuleAction.Policy(Duration.ofSeconds(1), 3, Duration.ZERO, Optional.of(Duration.ZERO)),
                (call, parameters) -> {});
        EnrichedEvent event = publish("gate");
        start();
        awaitState(event, 0, State.FAILED);
        assertThat(calls).isEmpty();
        assertThat(store.run(event, 0).lastError()).contains("It was too late");
    }

    @Test
    void secretsAreOpenedForTheirRuleAlone() throws Exception {
        Map<String, Object> seen = new ConcurrentHashMap<>();
        install("good", policy(1), (call, parameters) -> seen.putAll(parameters));
        Rule mine = Samples.rule("mine", RuleCondition.of("A"), "good");
        Map<String, Object> sealed =
                secrets.seal(mine.id(), installed.get(0), Map.of("secret", "planted"), Optional.empty());
        assertThat(sealed.toString()).doesNotContain("planted");
        assertThat(StepSecrets.hide(sealed)).isEmpty();
        Rule right = new Rule(
                mine.id(),
                "mine",
                true,
                mine.when(),
                List.of(new RuleStep("good", sealed)),
                Duration.ZERO,
                mine.createdAt(),
                mine.updatedAt());
        Rule stolen = Samples.rule("stolen", RuleCondition.of("B"), List.of(new RuleStep("good", sealed)));
        store.insert(right);
        store.insert(stolen);
        EnrichedEvent first = Samples.event("A");
        EnrichedEvent second = Samples.event("B");
        store.add(first);
        store.add(second);
        start();
        awaitState(first, 0, State.DONE);
        awaitState(second, 0, State.FAILED);
        assertThat(seen).isEqualTo(Map.of("secret", "planted"));
        assertThat(calls.get("good")).hasSize(1);
        assertThat(secrets.seal(mine.id(), installed.get(0), Map.of(), Optional.of(sealed)))
                .as("what is left out stays")
                .isEqualTo(sealed);
    }

    @Test
    void parametersAreChecked() {
        start();
        install("good", policy(1), (call, parameters) -> {});
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("other", 1),
                Map.of("secret", 5),
                Map.of("secret", "a\nb"),
                Map.of("secret", "x".repeat(1001)))) {
            assertThat(catchThrowableOfType(VmsException.class, () -> actions.parameters(installed.get(0), wrong))
                            .code())
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        assertThat(Set.copyOf(actions.parameters(installed.get(0), Map.of("secret", "ok"))
                        .values()))
                .containsExactly("ok");
    }
}
